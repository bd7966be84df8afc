package coffer.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
  static final String FULL =
      """
      apiVersion: coffer/v1
      kind: Workload
      name: hello
      service:
        type: java
        jar: target/hello.jar
        build: ./mvnw -q package
        inputs: [pom.xml, "src/**/*.java"]
        mainClass: hello.Main
        jvmOptions: ["-Xmx64m"]
        arguments: [--port, 8080]
        modules: [java.base]
        config:
          - {source: conf/app.json, target: /app/conf/app.json}
        user: 1000
      ports: [{container: 8080, host: 18080}, {container: 9090}]
      peers: [{container: 5432}, {container: 9000, host: 19000}]
      environment:
        GREETING: hello
        COUNT: 0x10
        FLAG: true
      secrets:
        - {name: greeting-key, generate: 32}
        - {name: other, file: keys/other}
        - {name: kit, file: keys/kit, identity: .coffer/identity.json}
      platform:
        attestation: [attest.example.com]
        vault: [my.vault.azure.net]
      sgx:
        libos: /opt/occlum
        key: key.pem
        date: 2026-01-01
        edmm: true
        files:
          - {source: launcher, target: /bin/launcher}
        command: [/bin/launcher]
        base: base.tar
      """;

  private static final String MINIMAL =
      """
      apiVersion: coffer/v1
      kind: Workload
      name: hello
      service:
        type: java
        source: src
      """;

  @TempDir Path folder;

  @Test
  void everyKeyIsRead() {
    Workload expected =
        new Workload(
            "hello",
            new Service.Java(
                null,
                "target/hello.jar",
                "./mvnw -q package",
                List.of("pom.xml", "src/**/*.java"),
                "hello.Main",
                List.of("-Xmx64m"),
                List.of("--port", "8080"),
                List.of("java.base"),
                List.of(new ConfigFile("conf/app.json", "/app/conf/app.json")),
                1000),
            List.of(new Port(8080, 18080), new Port(9090, 0)),
            List.of(new Peer(5432, 5432), new Peer(9000, 19000)),
            Map.of("GREETING", "hello", "COUNT", "0x10", "FLAG", "true"),
            List.of(
                new Secret.Generated("greeting-key", 32),
                new Secret.FromFile("other", "keys/other", null),
                new Secret.FromFile("kit", "keys/kit", ".coffer/identity.json")),
            new AzureServices(List.of("attest.example.com"), List.of("my.vault.azure.net")),
            new SgxSettings(
                "Occlum.json",
                "/opt/occlum",
                null,
                null,
                null,
                "key.pem",
                "2026-01-01",
                null,
                true,
                "conf",
                "/app/conf/config.json",
                List.of(new ConfigFile("launcher", "/bin/launcher")),
                List.of("/bin/launcher"),
                null,
                "base.tar",
                null),
            folder);
    Workload read = parse(FULL);
    assertEquals(expected, read);
    assertEquals(List.of("GREETING", "COUNT", "FLAG"), List.copyOf(read.environment().keySet()));
  }

  private static final String GRAMINE =
      MINIMAL
          + """
          sgx:
            libos: gramine
            gramine:
              enclaveSize: 2G
              maxThreads: 128
              productId: 1
              svn: 2
              debug: true
              passthrough: [TOKEN]
              mounts:
                - {type: tmpfs, path: /tmp}
                - {type: encrypted, path: /data, source: data, key: mine}
              manifest: more.toml
          """;

  @Test
  void anEnclaveOfGramineHasItsOwnKeys() {
    assertEquals(
        new GramineSettings(
            "2G",
            128,
            1,
            2,
            true,
            List.of("TOKEN"),
            List.of(
                new GramineSettings.Mount("tmpfs", "/tmp", null, null),
                new GramineSettings.Mount("encrypted", "/data", "data", "mine")),
            "more.toml"),
        Objects.requireNonNull(parse(GRAMINE).sgx()).gramine());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enclaveSize: 2G | enclaveSize: 2T | a size such as 512M or 2G wanted, found '2T'",
        "maxThreads: 128 | maxThreads: 1 | maxThreads",
        "[TOKEN] | [A=B] | a name without '=' wanted, found 'A=B'",
        "path: /data | path: data | an absolute path",
        "path: /data | path: /tmp | path '/tmp' for the second time",
        "path: /tmp | path: /tmp, source: x | tmpfs is in memory",
        "source: data, key: mine | key: mine | missing; the host's file or folder wanted",
        "type: encrypted | type: allowed | only encrypted files have one",
      })
  void keysOfGramineThatMakeNoSenseAreRefused(String good, String bad, String wanted) {
    String text = GRAMINE.replace(good, bad);
    String found = assertThrows(MalformedException.class, () -> parse(text)).getMessage();
    assertTrue(found.contains(wanted), found);
  }

  @ParameterizedTest
  @CsvSource({"occlum: Occlum.json", "initfs: init", "sdk: '2.26'"})
  void keysOfOcclumBelongToOcclum(String line) {
    String text = GRAMINE.replace("libos: gramine", "libos: gramine\n  " + line);
    String found = assertThrows(MalformedException.class, () -> parse(text)).getMessage();
    assertTrue(found.contains("belongs to Occlum"), found);
  }

  @Test
  void missingKeysHaveTheirDefaults() {
    Service.Java service = (Service.Java) parse(MINIMAL).service();
    assertEquals("src", service.source());
    assertEquals(65532, service.user());
    assertEquals(List.of(), service.arguments());
    assertEquals(Map.of(), parse(MINIMAL).environment());
  }

  @Test
  void imagesOfOthersAreDescribed() {
    Workload workload =
        parse(
            """
            apiVersion: coffer/v1
            kind: Workload
            name: web
            service: {type: image, image: web.tar, command: [python3, -m, http.server], user: "1:1"}
            """);
    assertEquals(
        new Service.Image("web.tar", null, List.of("python3", "-m", "http.server"), null, "1:1"),
        workload.service());
  }

  @Test
  void aFolderMeansItsCofferYaml() throws Exception {
    Files.writeString(folder.resolve("coffer.yaml"), MINIMAL);
    assertEquals(parse(MINIMAL), Workload.load(folder));
    assertEquals(parse(MINIMAL), Workload.load(folder.resolve("coffer.yaml")));
    assertEquals(folder.resolve("src"), Workload.load(folder).resolve("src"));
  }

  @Test
  void aMissingFileIsNamed() {
    NoSuchFileException e =
        assertThrows(NoSuchFileException.class, () -> Workload.load(folder.resolve("no.yaml")));
    assertEquals(folder.resolve("no.yaml").toString(), e.getFile());
  }

  @Test
  void anErrorNamesFileLineColumnAndPath() throws Exception {
    Path file = Files.writeString(folder.resolve("coffer.yaml"), MINIMAL + "  jvmOptions: 1\n");
    MalformedException e = assertThrows(MalformedException.class, () -> Workload.load(folder));
    assertEquals(
        file + ": line 7, column 15: service.jvmOptions: a list wanted, found a number",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ports: [{container: 0}] | line 7, column 21: ports[0].container: a number from 1 to 65535"
            + " wanted, found 0",
        "ports: [{container: '1'}] | ports[0].container: a number from 1 to 65535 wanted, found"
            + " text",
        "ports: [{container: 99999999999}] | a number from 1 to 65535 wanted, found 99999999999",
        "ports: [{container: 1}, {container: 1}] | ports: container port 1 for the second time",
        "peers: [{container: 1}, {container: 1}] | peers: container port 1 is taken by another port or peer",
        "ports: {} | ports: a list wanted, found a mapping",
        "port: [] | line 7, column 1: port: unknown key, did you mean 'ports'; known here:"
            + " apiVersion",
        "name: again | line 7, column 1: name: this key for the second time",
        "environment: {A: } | environment.A: text wanted, found nothing",
        "environment: {A=B: c} | environment: a name without '=' wanted, found 'A=B'",
        "environment: {1: c} | a key of environment: text wanted, found a number",
        "environment: !!set {A} | environment: a mapping wanted, found a value of type"
            + " tag:yaml.org,2002:set",
        "secrets: [{name: a, generate: 8}] | secrets[0].generate: a number from 16 to 1024 wanted,"
            + " found 8",
        "secrets: [{name: a}] | secrets[0].generate: either generate or file wanted, found none",
        "secrets: [{name: A b, file: x}] | secrets[0].name: up to 63 lower-case letters",
        "'a\\0': b | line 7",
        "environment: {A: \"\\0\"} | environment.A: text without a NUL character wanted",
        "- a | line 7, column 1",
        "a: [ | line 8, column 1",
      })
  void aWrongDocumentIsRefusedWithThePlace(String line, String message) {
    assertProblem(MINIMAL + line + "\n", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: hello | name: Hello | name: up to 63 lower-case letters, digits and inner hyphens"
            + " wanted, found 'Hello'",
        "name: hello | name: 12 | name: text (put it in quotes) wanted, found a number",
        "name: hello | nam: hello | line 3, column 1: nam: unknown key, did you mean 'name', which"
            + " is missing",
        "name: hello | `` | line 1, column 1: name: missing, but wanted",
        "coffer/v1 | coffer/v2 | apiVersion: one of [coffer/v1] wanted, found 'coffer/v2'",
        "type: java | type: go | service.type: one of [java, image] wanted, found 'go'",
        "source: src | sources: src | service.sources: unknown key, did you mean 'source'",
        "source: src | mainClass: A | service.source: missing; source (a folder of .java files) or"
            + " jar wanted",
        "source: src | {source: src} | line 7, column 1: while scanning",
      })
  void aWrongKeyIsRefusedWithThePlace(String from, String to, String message) {
    assertProblem(MINIMAL.replace(from, to), message);
  }

  @Test
  void programKeysThatContradictAreRefused() {
    assertProblem(MINIMAL + "  jar: a.jar\n", "service.jar: either source or jar wanted");
    assertProblem(MINIMAL + "  build: make\n", "service.build: makes a jar");
    assertProblem(MINIMAL + "  modules: [a-b]\n", "service.modules: a module name wanted");
    assertProblem(MINIMAL + "  user: 0\n", "service.user: a number from 1 to");
    for (String target : List.of("app", "/", "/a/../b", "/a//b", "/a/", "/./a")) {
      assertProblem(
          MINIMAL + "  config: [{source: a, target: " + target + "}]\n",
          "service.config[0].target: an absolute path without");
    }
  }

  @Test
  void theInputIsBounded() {
    assertProblem(MINIMAL + "a: " + "[".repeat(40) + "]".repeat(40), "nested deeper than 32");
    assertProblem("[".repeat(100_000), "nested deeper than 32");
    assertProblem(MINIMAL + "a: &a x\nb: [" + "*a,".repeat(33) + "]", "more than 32 aliases");
    assertProblem(" ".repeat(300_000), "at most 262144 bytes wanted");
    assertProblem("", "an empty document");
    assertProblem(MINIMAL + "---\na: b\n", "expected a single document");
    assertThrows(MalformedException.class, () -> Workload.parse(new byte[] {(byte) 0xff}, folder));
  }

  @Test
  void charactersBeyondTheFirstPlaneMayStandAnywhere() {
    for (int length = 1015; length < 1030; length++) {
      String comment = "#" + "x".repeat(length) + "😀\n";
      assertEquals("hello", parse(comment + MINIMAL).name());
    }
  }

  @Test
  void tagsAndEscapesThatCannotBeReadAreRefused() {
    assertProblem("name: !%a", "not YAML: ");
    assertProblem("name: \"\\u", "not YAML: ");
  }

  @Test
  void anAliasThatHoldsItselfIsNoTrap() {
    assertProblem(MINIMAL + "ports: &p [*p]\n", "ports[0]: a mapping wanted, found a list");
  }

  @Test
  void damagedDocumentsAreReadOrRefused() {
    byte[] document = FULL.getBytes(StandardCharsets.UTF_8);
    Stream.concat(Mutations.truncations(document), Mutations.bitFlips(document, 0, document.length))
        .forEach(WorkloadTest::readsOrRefuses);
  }

  @FuzzTest
  void fuzz(byte[] document) {
    readsOrRefuses(document);
  }

  private static void readsOrRefuses(byte[] document) {
    try {
      Workload.parse(document, Path.of("/work"));
    } catch (MalformedException e) {
      assertTrue(!e.getMessage().isEmpty());
    }
  }

  private Workload parse(String yaml) {
    return Workload.parse(yaml.getBytes(StandardCharsets.UTF_8), folder);
  }

  private void assertProblem(String yaml, String message) {
    MalformedException e = assertThrows(MalformedException.class, () -> parse(yaml));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
