/**
 * Networks of Services that distributions use unless they are told another one: their first address is that of the Service of
 * the API server (KS-27).
 */

export interface UsualNetwork {
  /** The first address. */
  readonly apiServer: string;
  /** The network, where nobody is likely to use it for anything else. */
  readonly cidr?: string;
  /** Who uses the network, as people call it. */
  readonly by: string;
}

export const USUAL_SERVICE_NETWORKS: readonly UsualNetwork[] = [
  { apiServer: "10.96.0.1", cidr: "10.96.0.0/12", by: "kubeadm and Talos" },
  { apiServer: "10.43.0.1", cidr: "10.43.0.0/16", by: "k3s" },
  { apiServer: "10.100.0.1", cidr: "10.100.0.0/16", by: "EKS" },
  { apiServer: "172.20.0.1", cidr: "172.20.0.0/16", by: "EKS" },
  { apiServer: "34.118.224.1", cidr: "34.118.224.0/20", by: "GKE" },
  { apiServer: "10.0.0.1", by: "AKS" },
  { apiServer: "172.30.0.1", cidr: "172.30.0.0/16", by: "OpenShift" },
  { apiServer: "10.152.183.1", cidr: "10.152.183.0/24", by: "MicroK8s" },
];
