/// Kubernetes documents of AKS virtual nodes: the container groups of their workloads, as the
/// reference generator reads them with `--virtual-node-yaml`, and container definitions as it reads
/// them with `containers from_vn2`, which is not the same.
@NullMarked
package coffer.pod;

import org.jspecify.annotations.NullMarked;
