package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.identity.SgxIdentity;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A Java service becomes an enclave: from its sources to the package, the container image and the
/// identity, as docs/how-to/enclave.md tells it. The library OS is one that the tests make.
class EnclaveIT extends EnclaveServiceFixture {
  private static final String WORKLOAD =
      """
      apiVersion: coffer/v1
      kind: Workload
      name: operator
      service:
        type: java
        jar: operator.jar
        build: javac -d classes src/Main.java && jar --create --file operator.jar --main-class Main --date 2026-01-01T00:00:00Z -C classes .
        jvmOptions: [-Xmx32m]
        modules: [java.base]
      ports:
        - {container: 8080}
      environment:
        GREETING: hello
      sgx:
        libos: dist
        libraries: /
        key: key.pem
        files:
          - {source: extra.txt, target: /app/extra.txt}
      """;

  private static final String MAIN =
      """
      import java.nio.file.Files;
      import java.nio.file.Path;

      class Main {
        public static void main(String[] arguments) throws Exception {
          System.out.println("hello " + Files.readString(Path.of("/app/conf/config.json")));
        }
      }
      """;

  @Override
  void writeService() throws Exception {
    write("coffer.yaml", WORKLOAD);
    write("Occlum.json", OcclumSamples.oldConfig());
    write("src/Main.java", MAIN);
    write("conf/prod-config.json", "{\"environment\":\"prod\"}");
    write("conf/local-config.json", "{\"environment\":\"local\"}");
    write("extra.txt", "extra");
    OcclumSamples.writeDistribution(service.resolve("dist"));
  }

  @Test
  void theServiceIsInsideWithTheChosenConfiguration() throws IOException {
    Coffer.Result result = built("--config", "prod");
    assertTrue(result.err().contains("upgraded: metadata.enable_kss"), result.err());
    assertTrue(result.err().contains(SgxIdentity.OCCLUM_STATEMENT), result.err());
    assertEquals(identity().mrEnclave().toHex(), result.after("MRENCLAVE"));
    Path image = unpacked().resolve("build/mount/__ROOT");
    Path files = scratch.resolve("files");
    assertEquals(
        0,
        coffer
            .run(
                "occlum",
                "image",
                "extract",
                "--image",
                image.toString(),
                "--out",
                files.toString())
            .exit());
    assertArrayEquals(
        Files.readAllBytes(service.resolve("operator.jar")),
        Files.readAllBytes(files.resolve("app/app.jar")));
    assertEquals(
        "{\"environment\":\"prod\"}", Files.readString(files.resolve("app/conf/config.json")));
    assertEquals("extra", Files.readString(files.resolve("app/extra.txt")));
    assertTrue(Files.isExecutable(files.resolve("opt/java/bin/java")));
    assertTrue(Files.isExecutable(files.resolve("lib64/ld-linux-x86-64.so.2")));
    assertTrue(Files.isSymbolicLink(files.resolve("etc/resolv.conf")));
    assertTrue(Files.isDirectory(files.resolve("hostetc")));
    assertEquals("hello {\"environment\":\"prod\"}", started(files).strip());
  }

  /// What the service prints when it runs on nothing but the files of its image.
  private String started(Path files) {
    String script =
        "mount --rbind /proc \"$1/proc\" && exec chroot \"$1\""
            + " /opt/java/bin/java -Xmx32m -jar /app/app.jar";
    return must(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            files.toString())
        .out();
  }

  @Test
  void theVariablesOfTheWorkloadAreInTheConfiguration() throws IOException {
    built("--config", "prod");
    String config = Files.readString(results.resolve("package/.Occlum_sys.json"));
    assertTrue(config.contains("\"GREETING=hello\""), config);
    write("coffer.yaml", WORKLOAD.replace("GREETING: hello", "OCCLUM: no"));
    Coffer.Result clash = build("--config", "prod");
    assertEquals(1, clash.exit(), clash::all);
    assertTrue(clash.err().contains("environment.OCCLUM"), clash.err());
  }

  @Test
  void theSameInputsMakeTheSameBytesAndNothingIsDoneTwice() throws IOException {
    built("--config", "prod");
    byte[] first = Files.readAllBytes(results.resolve("package/operator.tar.gz"));
    FileTime time = Files.getLastModifiedTime(results.resolve("package/operator.tar.gz"));
    Coffer.Result again = built("--config", "prod");
    assertTrue(again.err().contains("unchanged since the last build"), again.err());
    assertEquals(time, Files.getLastModifiedTime(results.resolve("package/operator.tar.gz")));
    Path elsewhere = scratch.resolve("elsewhere");
    built("--config", "prod", "--out", elsewhere.toString());
    assertArrayEquals(first, Files.readAllBytes(elsewhere.resolve("package/operator.tar.gz")));
    assertEquals("the same identity", difference(elsewhere, 0).strip());
    built("--config", "local", "--out", elsewhere.toString());
    String difference = difference(elsewhere, 1);
    assertTrue(difference.startsWith("MRENCLAVE\n"), difference);
    assertTrue(difference.contains("app/conf/config.json"), difference);
    assertFalse(difference.contains("app/app.jar"), difference);
  }

  private String difference(Path other, int exit) {
    Coffer.Result result = coffer.run("identity", "diff", results.toString(), other.toString());
    assertEquals(exit, result.exit(), result::all);
    return result.out();
  }

  @Test
  void whatChangesIsBuiltAgain() throws IOException {
    built("--config", "prod");
    String first = identity().mrEnclave().toHex();
    built("--config", "local");
    String second = identity().mrEnclave().toHex();
    assertFalse(first.equals(second), "another configuration, the same measurement");
    write("extra.txt", "other");
    built("--config", "local");
    assertFalse(second.equals(identity().mrEnclave().toHex()), "another file, the same");
    Files.delete(results.resolve("package/operator.tar.gz"));
    built("--config", "local");
    assertTrue(Files.exists(results.resolve("package/operator.tar.gz")));
  }

  @Test
  void theContainerImageIsTheBaseAndThePackage() throws IOException {
    assertEquals(0, coffer.run("build", service.toString()).exit());
    String base = "oci:" + service.resolve(".coffer/image");
    Coffer.Result result = built("--config", "prod", "--base", base, "--json");
    Json.Obj json = Json.parseObject(result.out().getBytes(StandardCharsets.UTF_8));
    assertEquals("operator:latest", json.string("image"));
    String archive = json.string("image_archive");
    String inspected = must("skopeo", "inspect", "--config", "docker-archive:" + archive).out();
    Json.Obj config = Json.parseObject(inspected.getBytes(StandardCharsets.UTF_8)).object("config");
    assertEquals("/operator", config.string("WorkingDir"));
    assertEquals(
        List.of("occlum", "run", "/opt/java/bin/java", "-Xmx32m", "-jar", "/app/app.jar"),
        config.strings("Cmd"));
    assertTrue(config.object("ExposedPorts").members().containsKey("8080/tcp"));
    must("skopeo", "inspect", "oci:" + json.string("layout"));
    Coffer.Result again = built("--config", "prod", "--base", base);
    assertTrue(again.err().contains("unchanged since the last build"), again.err());
  }

  @Test
  void whatIsMissingIsNamedWithWhoWantsIt() throws IOException {
    Coffer.Result config = build("--config", "staging");
    assertEquals(4, config.exit(), config::all);
    assertTrue(config.err().contains("it has local, prod"), config.err());
    write("coffer.yaml", WORKLOAD.replace("libraries: /", "libraries: dist"));
    Coffer.Result library = build("--config", "prod");
    assertEquals(1, library.exit(), library::all);
    assertTrue(library.err().contains("libc.so.6 (needed by /opt/java/bin/java)"), library.err());
    assertFalse(Files.exists(results.resolve("package")));
  }

  @Test
  void aProgramThatIsNoEntryPointIsRefused() throws IOException {
    write("Occlum.json", OcclumSamples.CONFIG.replace(", \"/opt/java/bin\"", ""));
    Coffer.Result result = build("--config", "prod");
    assertEquals(1, result.exit(), result::all);
    assertTrue(result.err().contains("add /opt/java/bin"), result.err());
  }
}
