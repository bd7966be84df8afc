package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.gramine.Manifest;
import coffer.gramine.TrustedFile;
import coffer.identity.SgxIdentity;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A Java service becomes an enclave of Gramine, as docs/how-to/enclave.md tells it. The Gramine is
/// one that the tests make.
class GramineIT extends EnclaveServiceFixture {
  private static final String WORKLOAD =
      """
      apiVersion: coffer/v1
      kind: Workload
      name: operator
      service:
        type: java
        jar: operator.jar
        build: javac -d classes src/Main.java && jar --create --file operator.jar --main-class Main --date 2026-01-01T00:00:00Z -C classes .
        jvmOptions: [-Xmx32m, -XX:MaxMetaspaceSize=32m, -XX:ReservedCodeCacheSize=32m]
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
        gramine:
          productId: 7
          svn: 3
          passthrough: [core_api_token]
          mounts:
            - {type: encrypted, path: /data, source: data}
            - {type: allowed, path: /hostetc, source: /etc/}
          manifest: more.toml
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
    write("src/Main.java", MAIN);
    write("conf/prod-config.json", "{\"environment\":\"prod\"}");
    write("extra.txt", "extra");
    write("more.toml", "sys.insecure__allow_eventfd = true\nloader.uid = 1000\n");
    GramineSamples.writeDistribution(service.resolve("dist"));
  }

  @Test
  void everyFileOfThePackageIsInTheMeasuredManifest() throws IOException {
    Coffer.Result result = built("--config", "prod");
    assertTrue(result.err().contains(SgxIdentity.GRAMINE_STATEMENT), result::all);
    assertEquals(identity().mrEnclave().toHex(), result.after("MRENCLAVE"));
    assertEquals(7, identity().isvProdId());
    Path home = unpacked();
    Manifest manifest = Manifest.parse(Files.readAllBytes(home.resolve("operator.manifest.sgx")));
    List<Path> inside;
    try (var files = Files.walk(home.resolve("root"))) {
      inside = files.filter(Files::isRegularFile).sorted().toList();
    }
    assertEquals(inside.size(), manifest.trustedFiles().size());
    for (TrustedFile file : manifest.trustedFiles()) {
      byte[] content = Files.readAllBytes(home.resolve(file.path()));
      assertEquals(Digest.sha256Of(content).hex(), file.sha256().orElseThrow(), file.uri());
    }
    assertEquals("hello {\"environment\":\"prod\"}", started(home.resolve("root")).strip());
    Coffer.Result measured =
        coffer.run(
            "gramine",
            "measure",
            home.resolve("operator.manifest.sgx").toString(),
            "--libpal",
            home.resolve("gramine/libpal.so").toString(),
            "--sig",
            home.resolve("operator.sig").toString());
    assertEquals(identity().mrEnclave().toHex(), measured.out().strip());
  }

  /// What the service prints when it runs on nothing but the files of the package.
  private String started(Path root) throws IOException {
    Files.createDirectories(root.resolve("proc"));
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
            root.toString())
        .out();
  }

  @Test
  void theManifestSaysWhatTheWorkloadSays() throws IOException {
    built("--config", "prod");
    String text = Files.readString(results.resolve("package/operator.manifest.sgx"));
    for (String wanted :
        List.of(
            "GREETING = \"hello\"",
            "[loader.env.core_api_token]\npassthrough = true",
            "LD_LIBRARY_PATH = \"/lib",
            "entrypoint = \"/opt/java/bin/java\"",
            "enclave_size = \"512M\"",
            "isvsvn = 3",
            "remote_attestation = \"dcap\"",
            "use_exinfo = true",
            "{ type = \"tmpfs\", path = \"/tmp\" }",
            "path = \"/data\", uri = \"file:data\", key_name = \"_sgx_mrenclave\"",
            "allowed_files = [\n    \"file:/etc/\",\n]",
            "insecure__allow_eventfd = true",
            "uid = 1000")) {
      assertTrue(text.contains(wanted), wanted + " in\n" + text);
    }
    String told = String.join("\n", identity().notBound());
    assertTrue(told.contains("core_api_token") && told.contains("file:/etc/"), told);
  }

  @Test
  void theSameBytesTwiceAndAnotherEnclaveForOneByteOfTheJar() throws IOException {
    built("--config", "prod");
    String first = identity().mrEnclave().toHex();
    byte[] archive = Files.readAllBytes(results.resolve("package/operator.tar.gz"));
    byte[] signature = Files.readAllBytes(results.resolve("package/operator.sig"));
    Path elsewhere = scratch.resolve("elsewhere");
    built("--config", "prod", "--out", elsewhere.toString());
    assertArrayEquals(archive, Files.readAllBytes(elsewhere.resolve("package/operator.tar.gz")));
    assertArrayEquals(signature, Files.readAllBytes(elsewhere.resolve("package/operator.sig")));
    write("coffer.yaml", WORKLOAD.replaceFirst("  build: .*\n", ""));
    Path jar = service.resolve("operator.jar");
    byte[] content = Files.readAllBytes(jar);
    built("--config", "prod");
    assertEquals(first, identity().mrEnclave().toHex());
    content[10] ^= 1; // the time of the first entry
    Files.write(jar, content);
    built("--config", "prod");
    assertFalse(first.equals(identity().mrEnclave().toHex()), "another jar, the same enclave");
  }

  @Test
  void theContainerImageIsTheBaseAndThePackage() throws IOException {
    assertEquals(0, coffer.run("build", service.toString()).exit());
    String base = "oci:" + service.resolve(".coffer/image");
    Coffer.Result result = built("--config", "prod", "--base", base, "--json");
    Json.Obj json = Json.parseObject(result.out().getBytes(StandardCharsets.UTF_8));
    String archive = json.string("image_archive");
    String inspected = must("skopeo", "inspect", "--config", "docker-archive:" + archive).out();
    Json.Obj config = Json.parseObject(inspected.getBytes(StandardCharsets.UTF_8)).object("config");
    assertEquals("/operator", config.string("WorkingDir"));
    assertEquals(List.of("gramine-sgx", "operator"), config.strings("Cmd"));
    assertEquals(1, json.object("identity").strings("bound").size());
  }

  @Test
  void whatDoesNotFitIsRefusedByName() throws IOException {
    write(
        "coffer.yaml",
        WORKLOAD.replace("svn: 3", "svn: 3\n    enclaveSize: 256M\n    maxThreads: 16"));
    Coffer.Result small = build("--config", "prod");
    assertEquals(1, small.exit(), small::all);
    assertTrue(small.err().contains("enclaveSize (256 MB) and the JVM"), small::all);
    assertTrue(small.err().contains("maxThreads (16) and the JVM"), small::all);
    write("coffer.yaml", WORKLOAD.replace("libos: dist", "libos: dist\n  occlum: Occlum.json"));
    Coffer.Result mixed = build("--config", "prod");
    assertEquals(3, mixed.exit(), mixed::all);
    assertTrue(mixed.err().contains("belongs to Occlum"), mixed::all);
    write("coffer.yaml", WORKLOAD);
    write("more.toml", "sgx.debug = true\n");
    Coffer.Result derived = build("--config", "prod");
    assertEquals(1, derived.exit(), derived::all);
    assertTrue(derived.err().contains("sgx.debug: derived from coffer.yaml"), derived::all);
    write("more.toml", "");
    write("coffer.yaml", WORKLOAD.replace("[core_api_token]", "[GREETING]"));
    Coffer.Result both = build("--config", "prod");
    assertTrue(both.err().contains("GREETING has a value already"), both::all);
    assertFalse(Files.exists(results.resolve("package")));
  }

  @Test
  void aSystemWithoutGramineIsNamed() throws IOException {
    write("coffer.yaml", WORKLOAD.replace("libos: dist", "libos: src"));
    Coffer.Result result = build("--config", "prod");
    assertEquals(1, result.exit(), result::all);
    assertTrue(result.err().contains("no Gramine with SGX"), result::all);
  }
}
