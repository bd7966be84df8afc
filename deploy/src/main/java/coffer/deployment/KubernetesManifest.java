package coffer.deployment;

import coffer.deployment.EnclaveService.Probe;
import coffer.deployment.EnclaveService.SecretVariable;
import coffer.deployment.EnclaveService.ServicePort;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A deployment and a service for a cluster whose nodes have SGX, such as Azure's (AKS).
///
/// The pod asks for protected memory by the resource of Azure's device plugin, which also brings
/// the devices, and there is one pod on a node: what several enclaves take of that memory is not
/// shared out by Kubernetes alone.
public final class KubernetesManifest {
  /// The resource of Azure's SGX device plugin, in MiB.
  public static final String ENCLAVE_MEMORY = "kubernetes.azure.com/sgx_epc_mem_in_MiB";

  private static final String NAME = "app.kubernetes.io/name";
  private static final int PERIOD_SECONDS = 10;

  /// An enclave of 28 GB takes more than a minute to load.
  private static final int START_ATTEMPTS = 60;

  private final EnclaveService service;

  private KubernetesManifest(EnclaveService service) {
    this.service = service;
  }

  /// The deployment, and the service when there are ports, as documents of YAML.
  public static String of(EnclaveService service) {
    KubernetesManifest manifest = new KubernetesManifest(service);
    String deployment = manifest.head() + ManifestYaml.of(manifest.deployment());
    return service.ports().isEmpty()
        ? deployment
        : deployment + "---\n" + ManifestYaml.of(manifest.serviceDocument());
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    head.append("# ").append(service.name()).append(" in an enclave. Its quotes say\n");
    head.append("#   MRENCLAVE ").append(service.identity().mrEnclave().toHex()).append('\n');
    head.append("#   MRSIGNER  ").append(service.identity().mrSigner().toHex()).append('\n');
    service.secrets().stream()
        .map(SecretVariable::secret)
        .distinct()
        .forEach(
            secret ->
                head.append("# It wants the secret ")
                    .append(secret)
                    .append(": kubectl create secret generic ")
                    .append(secret)
                    .append(keys(secret))
                    .append('\n'));
    return head.toString();
  }

  private String keys(String secret) {
    StringBuilder keys = new StringBuilder();
    service.secrets().stream()
        .filter(variable -> variable.secret().equals(secret))
        .map(SecretVariable::key)
        .distinct()
        .forEach(key -> keys.append(" --from-file=").append(key).append("=FILE"));
    return keys.toString();
  }

  private Json deployment() {
    return Json.object()
        .put("apiVersion", "apps/v1")
        .put("kind", "Deployment")
        .put("metadata", metadata())
        .put(
            "spec",
            Json.object()
                .put("replicas", 1)
                .put("selector", Json.object().put("matchLabels", labels()).build())
                .put(
                    "strategy",
                    Json.object()
                        .put("type", "RollingUpdate")
                        .put(
                            "rollingUpdate",
                            Json.object().put("maxSurge", 0).put("maxUnavailable", 1).build())
                        .build())
                .put(
                    "template",
                    Json.object().put("metadata", podMetadata()).put("spec", podSpec()).build())
                .build())
        .build();
  }

  private Json labels() {
    return Json.object().put(NAME, service.name()).build();
  }

  private Json metadata() {
    return Json.object().put("name", service.name()).put("labels", labels()).build();
  }

  private Json podMetadata() {
    Json.ObjectBuilder metadata = Json.object().put("labels", labels());
    service
        .metrics()
        .ifPresent(
            port ->
                metadata.put(
                    "annotations",
                    Json.object()
                        .put("prometheus.io/scrape", "true")
                        .put("prometheus.io/port", String.valueOf(port.number()))
                        .build()));
    return metadata.build();
  }

  private Json podSpec() {
    Json.ObjectBuilder selector = Json.object();
    selector.put("kubernetes.io/os", "linux").put("kubernetes.io/arch", "amd64");
    service
        .machine()
        .ifPresent(machine -> selector.put("node.kubernetes.io/instance-type", machine));
    return Json.object()
        .put("automountServiceAccountToken", false)
        .put("nodeSelector", selector.build())
        .put("affinity", oneOnANode())
        .put(
            "tolerations",
            List.of(
                Json.object()
                    .put("key", ENCLAVE_MEMORY)
                    .put("operator", "Exists")
                    .put("effect", "NoSchedule")
                    .build()))
        .put("containers", List.of(container()))
        .build();
  }

  private Json oneOnANode() {
    Json term =
        Json.object()
            .put("labelSelector", Json.object().put("matchLabels", labels()).build())
            .put("topologyKey", "kubernetes.io/hostname")
            .build();
    return Json.object()
        .put(
            "podAntiAffinity",
            Json.object()
                .put("requiredDuringSchedulingIgnoredDuringExecution", List.of(term))
                .build())
        .build();
  }

  private Json container() {
    Json.ObjectBuilder container =
        Json.object().put("name", service.name()).put("image", service.image());
    if (!service.ports().isEmpty()) {
      container.put("ports", service.ports().stream().map(this::containerPort).toList());
    }
    List<Json> variables = variables();
    if (!variables.isEmpty()) {
      container.put("env", variables);
    }
    if (!service.ports().isEmpty()) {
      container
          .put("startupProbe", probe(START_ATTEMPTS))
          .put("livenessProbe", probe(3))
          .put("readinessProbe", probe(1));
    }
    return container
        .put(
            "resources",
            Json.object()
                .put("limits", Json.object().put(ENCLAVE_MEMORY, service.enclaveMemory()).build())
                .build())
        .put("securityContext", Json.object().put("allowPrivilegeEscalation", false).build())
        .build();
  }

  private Json containerPort(ServicePort port) {
    return Json.object()
        .put("name", portName(port))
        .put("containerPort", port.number())
        .put("protocol", "TCP")
        .build();
  }

  /// A name of at most 15 characters, which must not be a number.
  private String portName(ServicePort port) {
    if (port.metrics()) {
      return "metrics";
    }
    return port.equals(service.ports().getFirst()) ? "service" : "port-" + port.number();
  }

  private List<Json> variables() {
    List<Json> variables = new ArrayList<>();
    new TreeMap<>(service.variables())
        .forEach(
            (name, value) ->
                variables.add(Json.object().put("name", name).put("value", value).build()));
    for (SecretVariable secret : service.secrets()) {
      Json reference = Json.object().put("name", secret.secret()).put("key", secret.key()).build();
      variables.add(
          Json.object()
              .put("name", secret.variable())
              .put("valueFrom", Json.object().put("secretKeyRef", reference).build())
              .build());
    }
    return variables;
  }

  private Json probe(int attempts) {
    Probe probe = service.probe();
    Json.ObjectBuilder json = Json.object();
    probe
        .path()
        .ifPresentOrElse(
            path ->
                json.put(
                    "httpGet", Json.object().put("path", path).put("port", probe.port()).build()),
            () -> json.put("tcpSocket", Json.object().put("port", probe.port()).build()));
    return json.put("periodSeconds", PERIOD_SECONDS)
        .put("timeoutSeconds", PERIOD_SECONDS / 2)
        .put("failureThreshold", attempts)
        .build();
  }

  private Json serviceDocument() {
    List<Json> ports =
        service.ports().stream()
            .map(
                port ->
                    (Json)
                        Json.object()
                            .put("name", portName(port))
                            .put("port", port.outside())
                            .put("targetPort", port.number())
                            .put("protocol", "TCP")
                            .build())
            .toList();
    return Json.object()
        .put("apiVersion", "v1")
        .put("kind", "Service")
        .put("metadata", metadata())
        .put("spec", Json.object().put("selector", labels()).put("ports", ports).build())
        .build();
  }
}
