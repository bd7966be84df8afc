package coffer.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class KubernetesManifestTest {
  @SuppressWarnings("unchecked") // the library's maps of a document whose shape is known
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object at(Object document, Object... path) {
    Object value = document;
    for (Object step : path) {
      Object next =
          step instanceof Integer index ? ((List<?>) value).get(index) : map(value).get(step);
      value = Objects.requireNonNull(next, () -> "nothing at " + List.of(path));
    }
    return value;
  }

  private static List<Object> documents(String text) {
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build()).loadAllFromString(text).forEach(documents::add);
    return documents;
  }

  @Test
  void thePodAsksForMemoryAndStandsAloneOnItsNode() {
    List<Object> documents = documents(KubernetesManifest.of(Samples.operator()));
    assertEquals(2, documents.size());
    Object pod = at(documents.getFirst(), "spec", "template", "spec");
    Object container = at(pod, "containers", 0);
    assertEquals(
        Map.of("kubernetes.azure.com/sgx_epc_mem_in_MiB", 160),
        at(container, "resources", "limits"));
    assertEquals("kubernetes.azure.com/sgx_epc_mem_in_MiB", at(pod, "tolerations", 0, "key"));
    Object term =
        at(pod, "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution", 0);
    assertEquals("kubernetes.io/hostname", at(term, "topologyKey"));
    assertEquals(
        at(documents.getFirst(), "spec", "template", "metadata", "labels"),
        at(term, "labelSelector", "matchLabels"));
    assertEquals("Standard_DC8_v2", at(pod, "nodeSelector", "node.kubernetes.io/instance-type"));
    assertEquals(0, at(documents.getFirst(), "spec", "strategy", "rollingUpdate", "maxSurge"));
  }

  @Test
  void variablesAreTextAndSecretsAreReferences() {
    Object document = documents(KubernetesManifest.of(Samples.operator())).getFirst();
    Object variables = at(document, "spec", "template", "spec", "containers", 0, "env");
    assertEquals(Map.of("name", "AREA", "value", "west europe"), at(variables, 0));
    assertEquals(Map.of("name", "LOG_LEVEL", "value", "yes"), at(variables, 1));
    assertEquals(
        Map.of("name", "operator-secret", "key", "API_KEY"),
        at(variables, 3, "valueFrom", "secretKeyRef"));
  }

  @Test
  void portsProbesAndMetricsFollowTheService() {
    List<Object> documents = documents(KubernetesManifest.of(Samples.operator()));
    Object template = at(documents.getFirst(), "spec", "template");
    assertEquals("9091", at(template, "metadata", "annotations", "prometheus.io/port"));
    Object container = at(template, "spec", "containers", 0);
    assertEquals("/ops/healthcheck", at(container, "startupProbe", "httpGet", "path"));
    assertEquals(60, at(container, "startupProbe", "failureThreshold"));
    Object ports = at(documents.get(1), "spec", "ports");
    assertEquals(80, at(ports, 0, "port"));
    assertEquals(8080, at(ports, 0, "targetPort"));
    assertEquals("metrics", at(ports, 1, "name"));
  }

  @Test
  void aServiceWithNothingHasNothingEmpty() {
    String text = KubernetesManifest.of(Samples.bare());
    List<Object> documents = documents(text);
    assertEquals(1, documents.size());
    Object container = at(documents.getFirst(), "spec", "template", "spec", "containers", 0);
    assertFalse(map(container).containsKey("env"), text);
    assertFalse(map(container).containsKey("ports"), text);
    assertFalse(map(container).containsKey("livenessProbe"), text);
  }

  @Test
  void wordsThatOlderYamlTakesForOtherThingsAreQuoted() {
    Json document =
        Json.object()
            .put("yes", "no")
            .put("on", "1.5")
            .put("a", "a: b")
            .put("b", "#x")
            .put("c", "image:1")
            .put("d", "12:30")
            .put("e", "line\nbreak")
            .build();
    String text = ManifestYaml.of(document);
    assertTrue(text.contains("\"yes\": \"no\"\n"), text);
    assertTrue(text.contains("\"on\": \"1.5\"\n"), text);
    assertTrue(text.contains("c: image:1\n"), text);
    assertTrue(text.contains("d: \"12:30\"\n"), text);
    assertEquals(
        Map.of(
            "yes",
            "no",
            "on",
            "1.5",
            "a",
            "a: b",
            "b",
            "#x",
            "c",
            "image:1",
            "d",
            "12:30",
            "e",
            "line\nbreak"),
        documents(text).getFirst());
  }
}
