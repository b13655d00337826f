/**
 * Networks of Services that distributions use unless they are told another one: their first address is that of the Service of
 * the API server (KS-27).
 */

export interface UsualNetwork {
  /** The first address. */
  readonly apiServer: string;
  /** Who uses the network, as people call it. */
  readonly by: string;
}

export const USUAL_SERVICE_NETWORKS: readonly UsualNetwork[] = [
  { apiServer: "10.96.0.1", by: "kubeadm and Talos" },
  { apiServer: "10.43.0.1", by: "k3s" },
  { apiServer: "10.100.0.1", by: "EKS" },
  { apiServer: "172.20.0.1", by: "EKS" },
  { apiServer: "34.118.224.1", by: "GKE" },
  { apiServer: "10.0.0.1", by: "AKS" },
  { apiServer: "172.30.0.1", by: "OpenShift" },
  { apiServer: "10.152.183.1", by: "MicroK8s" },
];
