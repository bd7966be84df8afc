package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.identity.SgxIdentity;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What starts a built enclave, read by the programs that it is for: the schemas of Kubernetes and
/// the shell.
class RenderIT {
  private static final String WORKLOAD =
      """
      apiVersion: coffer/v1
      kind: Workload
      name: operator
      service:
        type: java
        source: src
        jvmOptions: [-Xmx32m]
        modules: [java.base]
      ports:
        - {container: 8080}
        - {container: 9091}
      sgx:
        libos: dist
        libraries: /
        key: key.pem
      """;

  @TempDir Path scratch;

  private Coffer coffer = new Coffer(Path.of("."));
  private Path service = Path.of(".");

  @BeforeEach
  void build() throws Exception {
    coffer = new Coffer(scratch.resolve("home"));
    service = Files.createDirectory(scratch.resolve("operator"));
    Files.writeString(service.resolve("coffer.yaml"), WORKLOAD);
    Files.writeString(service.resolve("Occlum.json"), OcclumSamples.CONFIG);
    Files.createDirectory(service.resolve("src"));
    Files.writeString(
        service.resolve("src/Main.java"),
        "class Main { public static void main(String[] a) { System.out.println(); } }");
    OcclumSamples.writeDistribution(service.resolve("dist"));
    OcclumSamples.writeKey(service.resolve("key.pem"));
    Coffer.Result built = coffer.run("build", service.toString(), "--tee", "sgx");
    assertEquals(0, built.exit(), built::all);
  }

  private Coffer.Result render(String... more) {
    List<String> words = new ArrayList<>(List.of("render", service.toString()));
    words.addAll(List.of(more));
    return coffer.run(words.toArray(String[]::new));
  }

  private Coffer.Result must(String... command) {
    Coffer.Result result = coffer.run(List.of(command), scratch);
    assertEquals(0, result.exit(), result::all);
    return result;
  }

  private String mrEnclave() throws IOException {
    Path file = service.resolve(".coffer/sgx/package/identity.json");
    return SgxIdentity.parse(Files.readAllBytes(file)).mrEnclave().toHex();
  }

  @Test
  void kubernetesTakesTheManifest() throws IOException {
    Path manifest = scratch.resolve("operator.yaml");
    Coffer.Result rendered =
        render(
            "--target=aks",
            "--image=example.azurecr.io/operator:1",
            "--vm=Standard_DC8s_v3",
            "--metrics-port=9091",
            "--health=/ops/healthcheck",
            "--secret=core_api_token=operator-secret/OPERATOR_API_KEY",
            "--out=" + manifest);
    assertEquals(0, rendered.exit(), rendered::all);
    assertTrue(Files.readString(manifest).contains(mrEnclave()), rendered::all);
    Kubernetes.validate(manifest, this::must);
    Kubernetes.validate(
        Vectors.checkout().resolve("examples/services/kubernetes.yaml"), this::must);
  }

  @Test
  void scriptsAndUnitsAreWhatTheyShould() throws IOException {
    for (String target : List.of("docker", "occlum")) {
      Path script = scratch.resolve(target + ".sh");
      Coffer.Result rendered = render("--target=" + target, "--out=" + script);
      assertEquals(0, rendered.exit(), rendered::all);
      must("sh", "-n", script.toString());
      assertTrue(Files.isExecutable(script), target);
    }
    Coffer.Result unit = render("--target=systemd", "--json");
    assertEquals(0, unit.exit(), unit::all);
    Json.Obj json = Json.parseObject(unit.out().getBytes(StandardCharsets.UTF_8));
    assertEquals(mrEnclave(), json.string("mrenclave"));
    assertTrue(
        json.string("text").contains("occlum run /opt/java/bin/java -Xmx32m -jar /app/app.jar\n"),
        unit::all);
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsWritten() throws IOException {
    Path out = scratch.resolve("out.yaml");
    Coffer.Result variable = render("--target=docker", "--env=OTHER=1", "--out=" + out);
    assertEquals(2, variable.exit(), variable::all);
    assertTrue(variable.err().contains("it takes: core_api_token"), variable::all);
    Coffer.Result noImage = render("--target=aks", "--out=" + out);
    assertEquals(2, noImage.exit(), noImage::all);
    Coffer.Result small =
        render("--target=aks", "--image=a/b:1", "--vm=Standard_DC1s_v2", "--out=" + out);
    assertEquals(2, small.exit(), small::all);
    assertTrue(small.err().contains("28 MiB"), small::all);
    Coffer.Result less =
        render("--target=aks", "--image=a/b:1", "--vm=Standard_DC1s_v2", "--epc=20");
    assertEquals(0, less.exit(), less::all);
    assertTrue(less.err().contains("paged out"), less::all);
    Files.delete(service.resolve(".coffer/sgx/package/operator.tar.gz"));
    Coffer.Result changed = render("--target=aks", "--image=a/b:1", "--out=" + out);
    assertEquals(4, changed.exit(), changed::all);
    assertFalse(Files.exists(out));
  }
}
