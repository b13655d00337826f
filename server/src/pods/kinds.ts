/** Kinds whose controllers make pods with known labels, as data; each row has the page or source file that says so. */

import type { PodKind } from "./row.js";

export const POD_KINDS: readonly PodKind[] = [
  {
    group: "argoproj.io",
    kind: "Rollout",
    source: "https://argo-rollouts.readthedocs.io/en/stable/features/specification/",
    sets: "template",
  },
  {
    group: "apps.openshift.io",
    kind: "DeploymentConfig",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/workloads_apis/",
    sets: "template",
  },
  {
    group: "postgresql.cnpg.io",
    kind: "Cluster",
    source: "https://github.com/cloudnative-pg/cloudnative-pg/blob/main/pkg/specs/pods.go",
    common: { "cnpg.io/cluster": "{name}" },
    calls: {
      operators: ["cloudnative-pg", "cloud-native-postgresql"],
      ports: [8000],
      peers: [5432],
      source: "https://cloudnative-pg.io/documentation/current/networking/",
    },
    sets: [
      {
        labels: { "cnpg.io/podRole": "instance" },
        replicas: "spec.instances",
        labelsFrom: ["spec.inheritedMetadata.labels"],
        ports: [
          ["postgresql", 5432],
          ["metrics", 9187],
          ["status", 8000],
        ],
        serviceAccount: "{name}",
      },
    ],
  },
  {
    group: "postgresql.cnpg.io",
    kind: "Pooler",
    source: "https://github.com/cloudnative-pg/cloudnative-pg/blob/main/pkg/specs/pgbouncer/deployments.go",
    common: { "cnpg.io/poolerName": "{name}", "cnpg.io/podRole": "pooler" },
    sets: [
      {
        labels: { "cnpg.io/cluster": "{spec.cluster.name}" },
        labelsFrom: ["spec.template.metadata.labels"],
        ports: [
          ["pgbouncer", 5432],
          ["metrics", 9127],
        ],
      },
    ],
  },
  {
    group: "monitoring.coreos.com",
    kind: "Prometheus",
    source:
      "https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/apis/monitoring/v1/prometheus_types.go",
    common: {
      "app.kubernetes.io/name": "prometheus",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/managed-by": "prometheus-operator",
    },
    sets: [
      {
        labels: { "operator.prometheus.io/name": "{name}" },
        labelsFrom: ["spec.podMetadata.labels"],
        serviceAccount: "{spec.serviceAccountName}",
      },
    ],
  },
  {
    group: "monitoring.coreos.com",
    kind: "PrometheusAgent",
    source: "https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/agent/operator.go",
    common: {
      "app.kubernetes.io/name": "prometheus-agent",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/managed-by": "prometheus-operator",
    },
    sets: [
      {
        labels: { "operator.prometheus.io/name": "{name}" },
        labelsFrom: ["spec.podMetadata.labels"],
        serviceAccount: "{spec.serviceAccountName}",
      },
    ],
  },
  {
    group: "monitoring.coreos.com",
    kind: "Alertmanager",
    source: "https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/alertmanager/operator.go",
    common: {
      "app.kubernetes.io/name": "alertmanager",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/managed-by": "prometheus-operator",
    },
    sets: [
      {
        labels: { alertmanager: "{name}" },
        labelsFrom: ["spec.podMetadata.labels"],
        serviceAccount: "{spec.serviceAccountName}",
      },
    ],
  },
  {
    group: "monitoring.coreos.com",
    kind: "ThanosRuler",
    source: "https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/thanos/operator.go",
    common: {
      "app.kubernetes.io/name": "thanos-ruler",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/managed-by": "prometheus-operator",
    },
    sets: [
      {
        labels: { "thanos-ruler": "{name}" },
        labelsFrom: ["spec.podMetadata.labels"],
        serviceAccount: "{spec.serviceAccountName}",
      },
    ],
  },
  {
    group: "kafka.strimzi.io",
    kind: "Kafka",
    source:
      "https://github.com/strimzi/strimzi-kafka-operator/blob/main/operator-common/src/main/java/io/strimzi/operator/common/model/Labels.java",
    common: { "strimzi.io/cluster": "{name}" },
    sets: [
      {
        labels: { "strimzi.io/kind": "Kafka", "strimzi.io/name": "{name}-kafka" },
        labelsFrom: ["spec.kafka.template.pod.metadata.labels"],
      },
      {
        labels: { "strimzi.io/kind": "Kafka", "strimzi.io/name": "{name}-zookeeper" },
        for: "spec.zookeeper",
        suffix: "-zookeeper",
        labelsFrom: ["spec.zookeeper.template.pod.metadata.labels"],
      },
      {
        labels: { "strimzi.io/kind": "Kafka", "strimzi.io/name": "{name}-entity-operator" },
        for: "spec.entityOperator",
        suffix: "-entity-operator",
        labelsFrom: ["spec.entityOperator.template.pod.metadata.labels"],
      },
      {
        labels: { "strimzi.io/kind": "Kafka", "strimzi.io/name": "{name}-kafka-exporter" },
        for: "spec.kafkaExporter",
        suffix: "-kafka-exporter",
        labelsFrom: ["spec.kafkaExporter.template.pod.metadata.labels"],
      },
      {
        labels: { "strimzi.io/kind": "Kafka", "strimzi.io/name": "{name}-cruise-control" },
        for: "spec.cruiseControl",
        suffix: "-cruise-control",
        labelsFrom: ["spec.cruiseControl.template.pod.metadata.labels"],
      },
    ],
  },
  {
    group: "kafka.strimzi.io",
    kind: "KafkaConnect",
    source:
      "https://github.com/strimzi/strimzi-kafka-operator/blob/main/operator-common/src/main/java/io/strimzi/operator/common/model/Labels.java",
    common: { "strimzi.io/cluster": "{name}" },
    sets: [
      {
        labels: { "strimzi.io/kind": "KafkaConnect", "strimzi.io/name": "{name}-connect" },
        labelsFrom: ["spec.template.pod.metadata.labels"],
      },
    ],
  },
  {
    group: "kafka.strimzi.io",
    kind: "KafkaBridge",
    source:
      "https://github.com/strimzi/strimzi-kafka-operator/blob/main/operator-common/src/main/java/io/strimzi/operator/common/model/Labels.java",
    common: { "strimzi.io/cluster": "{name}" },
    sets: [
      {
        labels: { "strimzi.io/kind": "KafkaBridge", "strimzi.io/name": "{name}-bridge" },
        labelsFrom: ["spec.template.pod.metadata.labels"],
      },
    ],
  },
  {
    group: "kafka.strimzi.io",
    kind: "KafkaMirrorMaker2",
    source:
      "https://github.com/strimzi/strimzi-kafka-operator/blob/main/operator-common/src/main/java/io/strimzi/operator/common/model/Labels.java",
    common: { "strimzi.io/cluster": "{name}" },
    sets: [
      {
        labels: { "strimzi.io/kind": "KafkaMirrorMaker2", "strimzi.io/name": "{name}-mirrormaker2" },
        labelsFrom: ["spec.template.pod.metadata.labels"],
      },
    ],
  },
  {
    group: "redis.redis.opstreelabs.in",
    kind: "Redis",
    source: "https://github.com/OT-CONTAINER-KIT/redis-operator/blob/main/internal/controller/common/labels.go",
    common: {},
    sets: [
      {
        labels: { app: "{name}", redis_setup_type: "standalone", role: "standalone" },
        labelsFrom: ["metadata.labels"],
      },
    ],
  },
  {
    group: "redis.redis.opstreelabs.in",
    kind: "RedisReplication",
    source: "https://github.com/OT-CONTAINER-KIT/redis-operator/blob/main/internal/controller/common/labels.go",
    common: {},
    calls: {
      operators: ["redis-operator"],
      ports: [6379],
      peers: [6379],
      source: "https://github.com/OT-CONTAINER-KIT/redis-operator/issues/1546",
    },
    sets: [
      {
        labels: { app: "{name}", redis_setup_type: "replication", role: "replication" },
        replicas: "spec.clusterSize",
        labelsFrom: ["metadata.labels"],
      },
    ],
  },
  {
    group: "redis.redis.opstreelabs.in",
    kind: "RedisCluster",
    source: "https://github.com/OT-CONTAINER-KIT/redis-operator/blob/main/internal/controller/common/labels.go",
    common: {},
    calls: {
      operators: ["redis-operator"],
      ports: [6379],
      peers: [],
      source: "https://github.com/OT-CONTAINER-KIT/redis-operator/issues/1546",
    },
    sets: [
      {
        labels: { app: "{name}-leader", redis_setup_type: "cluster", role: "leader" },
        suffix: "-leader",
        labelsFrom: ["metadata.labels"],
      },
      {
        labels: { app: "{name}-follower", redis_setup_type: "cluster", role: "follower" },
        suffix: "-follower",
        labelsFrom: ["metadata.labels"],
      },
    ],
  },
  {
    group: "databases.spotahome.com",
    kind: "RedisFailover",
    source: "https://github.com/spotahome/redis-operator/blob/master/operator/redisfailover/service/client.go",
    common: { "app.kubernetes.io/name": "{name}", "app.kubernetes.io/part-of": "redis-failover" },
    sets: [
      { labels: { "app.kubernetes.io/component": "redis" } },
      { labels: { "app.kubernetes.io/component": "sentinel" }, suffix: "-sentinel" },
    ],
  },
  {
    group: "rabbitmq.com",
    kind: "RabbitmqCluster",
    source: "https://github.com/rabbitmq/cluster-operator/blob/main/internal/metadata/label.go",
    common: {
      "app.kubernetes.io/name": "{name}",
      "app.kubernetes.io/component": "rabbitmq",
      "app.kubernetes.io/part-of": "rabbitmq",
    },
    calls: {
      operators: ["rabbitmq-cluster-operator"],
      ports: [],
      peers: [4369, 25672],
      source: "https://www.rabbitmq.com/docs/networking#ports",
    },
    sets: [{ labels: {}, replicas: "spec.replicas", serviceAccount: "{name}-server" }],
  },
  {
    group: "elasticsearch.k8s.elastic.co",
    kind: "Elasticsearch",
    source: "https://github.com/elastic/cloud-on-k8s/blob/main/pkg/controller/elasticsearch/label/label.go",
    common: { "common.k8s.elastic.co/type": "elasticsearch", "elasticsearch.k8s.elastic.co/cluster-name": "{name}" },
    calls: {
      operators: ["elastic-operator"],
      ports: [9200],
      peers: [9300],
      source: "https://www.elastic.co/docs/deploy-manage/security/k8s-network-policies",
    },
    sets: [
      {
        labels: { "elasticsearch.k8s.elastic.co/statefulset-name": "{name}-es-{item}" },
        replicas: ".count",
        for: "spec.nodeSets",
        each: true,
        suffix: "-es-{item}",
        labelsFrom: [".podTemplate.metadata.labels"],
      },
    ],
  },
  {
    group: "kibana.k8s.elastic.co",
    kind: "Kibana",
    source: "https://github.com/elastic/cloud-on-k8s/blob/main/pkg/controller/association/resources.go",
    common: { "common.k8s.elastic.co/type": "kibana", "kibana.k8s.elastic.co/name": "{name}" },
    sets: [{ labels: {}, labelsFrom: ["spec.podTemplate.metadata.labels"] }],
  },
  {
    group: "acid.zalan.do",
    kind: "postgresql",
    source: "https://github.com/zalando/postgres-operator/blob/master/docs/reference/operator_parameters.md",
    common: {},
    sets: [
      {
        labels: { application: "spilo", "cluster-name": "{name}", team: "{spec.teamId}" },
      },
    ],
  },
  {
    group: "pxc.percona.com",
    kind: "PerconaXtraDBCluster",
    source: "https://github.com/percona/percona-xtradb-cluster-operator/blob/main/pkg/naming/labels.go",
    common: {
      "app.kubernetes.io/name": "percona-xtradb-cluster",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/managed-by": "percona-xtradb-cluster-operator",
    },
    sets: [
      { labels: { "app.kubernetes.io/component": "pxc" }, suffix: "-pxc", labelsFrom: ["spec.pxc.labels"] },
      {
        labels: { "app.kubernetes.io/component": "haproxy" },
        for: "spec.haproxy",
        suffix: "-haproxy",
        labelsFrom: [".labels"],
      },
      {
        labels: { "app.kubernetes.io/component": "proxysql" },
        for: "spec.proxysql",
        suffix: "-proxysql",
        labelsFrom: [".labels"],
      },
    ],
  },
  {
    group: "psmdb.percona.com",
    kind: "PerconaServerMongoDB",
    source: "https://github.com/percona/percona-server-mongodb-operator/blob/main/pkg/naming/labels.go",
    common: {
      "app.kubernetes.io/name": "percona-server-mongodb",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/managed-by": "percona-server-mongodb-operator",
    },
    sets: [
      {
        labels: { "app.kubernetes.io/component": "mongod", "app.kubernetes.io/replset": "{item}" },
        for: "spec.replsets",
        each: true,
        suffix: "-{item}",
        labelsFrom: [".labels"],
      },
    ],
  },
  {
    group: "pgv2.percona.com",
    kind: "PerconaPGCluster",
    source: "https://github.com/percona/percona-postgresql-operator/blob/main/internal/naming/labels.go",
    common: { "postgres-operator.crunchydata.com/cluster": "{name}" },
    sets: [
      {
        labels: { "postgres-operator.crunchydata.com/instance-set": "{item}" },
        for: "spec.instances",
        each: true,
        suffix: "-{item}",
        labelsFrom: ["spec.metadata.labels", ".metadata.labels"],
      },
    ],
  },
  {
    group: "postgres-operator.crunchydata.com",
    kind: "PostgresCluster",
    source: "https://github.com/percona/percona-postgresql-operator/blob/main/internal/naming/labels.go",
    common: { "postgres-operator.crunchydata.com/cluster": "{name}" },
    sets: [
      {
        labels: { "postgres-operator.crunchydata.com/instance-set": "{item}" },
        for: "spec.instances",
        each: true,
        suffix: "-{item}",
        labelsFrom: ["spec.metadata.labels", ".metadata.labels"],
      },
    ],
  },
  {
    group: "mongodbcommunity.mongodb.com",
    kind: "MongoDBCommunity",
    source:
      "https://github.com/mongodb/mongodb-kubernetes-operator/blob/master/controllers/construct/mongodbstatefulset.go",
    common: {},
    sets: [{ labels: { app: "{name}-svc" }, labelsFrom: ["spec.statefulSet.spec.template.metadata.labels"] }],
  },
  {
    group: "mysql.oracle.com",
    kind: "InnoDBCluster",
    source:
      "https://github.com/mysql/mysql-operator/blob/trunk/mysqloperator/controller/innodbcluster/cluster_objects.py",
    common: { "mysql.oracle.com/cluster": "{name}", tier: "mysql" },
    sets: [
      {
        labels: {
          component: "mysqld",
          "app.kubernetes.io/name": "mysql-innodbcluster-mysql-server",
          "app.kubernetes.io/instance": "mysql-innodbcluster-{name}-mysql-server",
        },
      },
      { labels: { component: "mysqlrouter" }, for: "spec.router", suffix: "-router" },
    ],
  },
  {
    group: "k8s.mariadb.com",
    kind: "MariaDB",
    source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/pkg/builder/labels/labels.go",
    common: {},
    sets: [
      {
        labels: { "app.kubernetes.io/name": "mariadb", "app.kubernetes.io/instance": "{name}" },
        labelsFrom: ["spec.inheritMetadata.labels", "spec.podMetadata.labels"],
      },
    ],
  },
  {
    group: "k8s.mariadb.com",
    kind: "MaxScale",
    source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/pkg/builder/labels/labels.go",
    common: {},
    sets: [
      {
        labels: { "app.kubernetes.io/name": "maxscale", "app.kubernetes.io/instance": "{name}" },
        labelsFrom: ["spec.inheritMetadata.labels", "spec.podMetadata.labels"],
      },
    ],
  },
  {
    group: "dragonflydb.io",
    kind: "Dragonfly",
    source: "https://github.com/dragonflydb/dragonfly-operator/blob/main/internal/resources/resources.go",
    common: { app: "{name}", "app.kubernetes.io/name": "dragonfly", "app.kubernetes.io/part-of": "dragonfly" },
    sets: [
      {
        labels: {},
        ports: [
          ["redis", 6379],
          ["admin", 9999],
        ],
        labelsFrom: ["spec.labels", "spec.podMetadata.labels"],
        serviceAccount: "{spec.serviceAccountName}",
      },
    ],
  },
  {
    group: "serving.knative.dev",
    kind: "Service",
    source: "https://github.com/knative/serving/blob/main/pkg/reconciler/revision/resources/meta.go",
    common: { "serving.knative.dev/service": "{name}", "serving.knative.dev/configuration": "{name}" },
    sets: [
      {
        labels: {},
        labelsFrom: ["spec.template.metadata.labels"],
        serviceAccount: "{spec.template.spec.serviceAccountName}",
      },
    ],
  },
  {
    group: "kubevirt.io",
    kind: "VirtualMachine",
    source: "https://github.com/kubevirt/kubevirt/blob/main/pkg/virt-controller/services/template.go",
    common: { "kubevirt.io": "virt-launcher" },
    sets: [{ labels: {}, labelsFrom: ["spec.template.metadata.labels"] }],
  },
  {
    group: "kubevirt.io",
    kind: "VirtualMachineInstance",
    source: "https://github.com/kubevirt/kubevirt/blob/main/pkg/virt-controller/services/template.go",
    common: { "kubevirt.io": "virt-launcher" },
    sets: [{ labels: {}, labelsFrom: ["metadata.labels"] }],
  },
  {
    group: "argoproj.io",
    kind: "Workflow",
    source: "https://github.com/argoproj/argo-workflows/blob/main/workflow/controller/workflowpod.go",
    common: { "workflows.argoproj.io/workflow": "{name}" },
    sets: [{ labels: {}, labelsFrom: ["spec.podMetadata.labels"], serviceAccount: "{spec.serviceAccountName}" }],
  },
  {
    group: "argoproj.io",
    kind: "CronWorkflow",
    source: "https://github.com/argoproj/argo-workflows/blob/main/workflow/controller/workflowpod.go",
    common: {},
    sets: [
      {
        labels: {},
        labelsFrom: ["spec.workflowSpec.podMetadata.labels"],
        serviceAccount: "{spec.workflowSpec.serviceAccountName}",
      },
    ],
  },
  {
    group: "argoproj.io",
    kind: "ArgoCD",
    source: "https://github.com/argoproj-labs/argocd-operator/blob/master/controllers/argocd/deployment.go",
    common: {},
    sets: [
      { labels: { "app.kubernetes.io/name": "{name}-server" }, suffix: "-server" },
      { labels: { "app.kubernetes.io/name": "{name}-repo-server" }, suffix: "-repo-server" },
      { labels: { "app.kubernetes.io/name": "{name}-redis" }, suffix: "-redis" },
      { labels: { "app.kubernetes.io/name": "{name}-application-controller" }, suffix: "-application-controller" },
    ],
  },
  {
    group: "tekton.dev",
    kind: "TaskRun",
    source: "https://github.com/tektoncd/pipeline/blob/main/pkg/pod/pod.go",
    common: { "tekton.dev/taskRun": "{name}" },
    sets: [{ labels: {}, labelsFrom: ["metadata.labels"], serviceAccount: "{spec.serviceAccountName}" }],
  },
  {
    group: "tekton.dev",
    kind: "PipelineRun",
    source: "https://github.com/tektoncd/pipeline/blob/main/pkg/pod/pod.go",
    common: { "tekton.dev/pipelineRun": "{name}" },
    sets: [
      { labels: {}, labelsFrom: ["metadata.labels"], serviceAccount: "{spec.taskRunTemplate.serviceAccountName}" },
    ],
  },
  {
    group: "grafana.integreatly.org",
    kind: "Grafana",
    source:
      "https://github.com/grafana/grafana-operator/blob/master/controllers/reconcilers/grafana/deployment_reconciler.go",
    common: {},
    sets: [{ labels: { app: "{name}" }, labelsFrom: ["spec.deployment.spec.template.metadata.labels"] }],
  },
  {
    group: "opentelemetry.io",
    kind: "OpenTelemetryCollector",
    source:
      "https://github.com/open-telemetry/opentelemetry-operator/blob/main/internal/manifests/manifestutils/labels.go",
    common: { "app.kubernetes.io/managed-by": "opentelemetry-operator", "app.kubernetes.io/part-of": "opentelemetry" },
    sets: [
      {
        labels: {
          "app.kubernetes.io/component": "opentelemetry-collector",
          "app.kubernetes.io/instance": "{namespace}.{name}",
          "app.kubernetes.io/name": "{name}-collector",
        },
        unless: ["spec.mode", "sidecar"],
      },
    ],
  },
  {
    group: "jaegertracing.io",
    kind: "Jaeger",
    source: "https://github.com/jaegertracing/jaeger-operator/blob/main/pkg/util/util.go",
    common: {
      app: "jaeger",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/part-of": "jaeger",
      "app.kubernetes.io/managed-by": "jaeger-operator",
    },
    sets: [{ labels: {} }],
  },
  {
    group: "k8s.keycloak.org",
    kind: "Keycloak",
    source:
      "https://github.com/keycloak/keycloak/blob/main/operator/src/main/java/org/keycloak/operator/Constants.java",
    common: {
      app: "keycloak",
      "app.kubernetes.io/managed-by": "keycloak-operator",
      "app.kubernetes.io/instance": "{name}",
    },
    sets: [{ labels: {}, labelsFrom: ["spec.unsupported.podTemplate.metadata.labels"] }],
  },
  {
    group: "minio.min.io",
    kind: "Tenant",
    source: "https://github.com/minio/operator/blob/master/pkg/apis/minio.min.io/v2/labels.go",
    common: {},
    sets: [
      {
        labels: { "v1.min.io/tenant": "{name}", "v1.min.io/pool": "{item}" },
        for: "spec.pools",
        each: true,
        suffix: "-{item}",
        labelsFrom: [".labels"],
      },
    ],
  },
  {
    group: "operator.victoriametrics.com",
    kind: "VMSingle",
    source: "https://github.com/VictoriaMetrics/operator/blob/master/api/operator/v1beta1/vmsingle_types.go",
    common: {
      "app.kubernetes.io/name": "vmsingle",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/component": "monitoring",
      "managed-by": "vm-operator",
    },
    sets: [{ labels: {}, labelsFrom: ["spec.podMetadata.labels"] }],
  },
  {
    group: "operator.victoriametrics.com",
    kind: "VMAgent",
    source: "https://github.com/VictoriaMetrics/operator/blob/master/api/operator/v1beta1/vmagent_types.go",
    common: {
      "app.kubernetes.io/name": "vmagent",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/component": "monitoring",
      "managed-by": "vm-operator",
    },
    sets: [{ labels: {}, labelsFrom: ["spec.podMetadata.labels"] }],
  },
  {
    group: "operator.victoriametrics.com",
    kind: "VMAlert",
    source: "https://github.com/VictoriaMetrics/operator/blob/master/api/operator/v1beta1/vmalert_types.go",
    common: {
      "app.kubernetes.io/name": "vmalert",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/component": "monitoring",
      "managed-by": "vm-operator",
    },
    sets: [{ labels: {}, labelsFrom: ["spec.podMetadata.labels"] }],
  },
  {
    group: "operator.victoriametrics.com",
    kind: "VMAlertmanager",
    source: "https://github.com/VictoriaMetrics/operator/blob/master/api/operator/v1beta1/vmalertmanager_types.go",
    common: {
      "app.kubernetes.io/name": "vmalertmanager",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/component": "monitoring",
      "managed-by": "vm-operator",
    },
    sets: [{ labels: {}, labelsFrom: ["spec.podMetadata.labels"] }],
  },
  {
    group: "operator.victoriametrics.com",
    kind: "VMAuth",
    source: "https://github.com/VictoriaMetrics/operator/blob/master/api/operator/v1beta1/vmauth_types.go",
    common: {
      "app.kubernetes.io/name": "vmauth",
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/component": "monitoring",
      "managed-by": "vm-operator",
    },
    sets: [{ labels: {}, labelsFrom: ["spec.podMetadata.labels"] }],
  },
  {
    group: "operator.victoriametrics.com",
    kind: "VMCluster",
    source: "https://github.com/VictoriaMetrics/operator/blob/master/api/operator/v1beta1/vmextra_types.go",
    common: {
      "app.kubernetes.io/instance": "{name}",
      "app.kubernetes.io/component": "monitoring",
      "managed-by": "vm-operator",
    },
    sets: [
      {
        labels: { "app.kubernetes.io/name": "vmselect" },
        for: "spec.vmselect",
        suffix: "-vmselect",
        labelsFrom: [".podMetadata.labels"],
      },
      {
        labels: { "app.kubernetes.io/name": "vmstorage" },
        for: "spec.vmstorage",
        suffix: "-vmstorage",
        labelsFrom: [".podMetadata.labels"],
      },
      {
        labels: { "app.kubernetes.io/name": "vminsert" },
        for: "spec.vminsert",
        suffix: "-vminsert",
        labelsFrom: [".podMetadata.labels"],
      },
    ],
  },
  {
    group: "keda.sh",
    kind: "ScaledJob",
    source: "https://keda.sh/docs/latest/reference/scaledjob-spec/",
    common: {},
    sets: [
      {
        labels: {},
        labelsFrom: ["spec.jobTargetRef.template.metadata.labels"],
        serviceAccount: "{spec.jobTargetRef.template.spec.serviceAccountName}",
      },
    ],
  },
  {
    group: "jobset.x-k8s.io",
    kind: "JobSet",
    source: "https://jobset.sigs.k8s.io/docs/reference/labels-and-annotations/",
    common: { "jobset.sigs.k8s.io/jobset-name": "{name}" },
    sets: [
      {
        labels: { "jobset.sigs.k8s.io/replicatedjob-name": "{item}" },
        for: "spec.replicatedJobs",
        each: true,
        suffix: "-{item}",
        labelsFrom: [".template.spec.template.metadata.labels"],
      },
    ],
  },
];
