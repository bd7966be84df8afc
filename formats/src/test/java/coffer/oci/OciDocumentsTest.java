package coffer.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OciDocumentsTest {
  private static final Digest A = Digest.sha256Of((byte) 'a');
  private static final Digest B = Digest.sha256Of((byte) 'b');

  private static final Descriptor LAYER = new Descriptor(MediaType.OCI_LAYER_GZIP, B, 2);
  private static final Manifest MANIFEST =
      new Manifest(new Descriptor(MediaType.OCI_CONFIG, A, 1), List.of(LAYER));
  private static final Index INDEX =
      new Index(
          List.of(
              new Descriptor(
                  MediaType.OCI_MANIFEST,
                  A,
                  7,
                  new Platform("linux", "arm64", "v8"),
                  new TreeMap<>(Map.of(Descriptor.REF_NAME, "web:1")))));
  private static final ImageConfig CONFIG =
      new ImageConfig(
          Platform.LINUX_AMD64,
          "1970-01-01T00:00:00Z",
          List.of("PATH=/bin", "A=b"),
          List.of("/bin/x"),
          List.of("-a"),
          "/app",
          "65532",
          "SIGTERM",
          List.of("8080/tcp"),
          List.of("/data"),
          new TreeMap<>(Map.of("a", "b")),
          List.of(A, B),
          List.of(new ImageConfig.History("", "made", false)));

  @Test
  void theCanonicalDocumentsAreTheseBytes() {
    assertEquals(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":\
        {"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":1},"layers":\
        [{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":2}]}"""
            .formatted(A, B),
        text(MANIFEST.toBytes()));
    assertEquals(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":\
        [{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":7,\
        "annotations":{"org.opencontainers.image.ref.name":"web:1"},\
        "platform":{"architecture":"arm64","os":"linux","variant":"v8"}}]}"""
            .formatted(A),
        text(INDEX.toBytes()));
    assertEquals(
        """
        {"created":"1970-01-01T00:00:00Z","architecture":"amd64","os":"linux","config":\
        {"User":"65532","ExposedPorts":{"8080/tcp":{}},"Env":["PATH=/bin","A=b"],\
        "Entrypoint":["/bin/x"],"Cmd":["-a"],"Volumes":{"/data":{}},"WorkingDir":"/app",\
        "Labels":{"a":"b"},"StopSignal":"SIGTERM"},"rootfs":{"type":"layers","diff_ids":\
        ["%s","%s"]},"history":[{"created_by":"made"}]}"""
            .formatted(A, B),
        text(CONFIG.toBytes()));
    assertEquals("{\"imageLayoutVersion\":\"1.0.0\"}", text(OciLayout.marker()));
  }

  @Test
  void whatIsWrittenIsRead() {
    assertEquals(MANIFEST, Manifest.parse(MANIFEST.toBytes()));
    assertEquals(INDEX, Index.parse(INDEX.toBytes()));
    assertEquals(CONFIG, ImageConfig.parse(CONFIG.toBytes()));
    assertArrayEquals(CONFIG.toBytes(), ImageConfig.parse(CONFIG.toBytes()).toBytes());
    OciLayout.checkMarker(OciLayout.marker());
    assertEquals("blobs/sha256/" + A.hex(), OciLayout.blob(A));
    assertEquals(List.of("/bin/x", "-a"), CONFIG.command());
  }

  @Test
  void dockersDocumentsAreRead() {
    Manifest manifest =
        Manifest.parse(
            """
            {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "%s"},
             "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": 2, "digest": "%s"}]}
            """
                .formatted(A, B)
                .getBytes(UTF_8));
    assertEquals(MediaType.DOCKER_LAYER_GZIP, manifest.layers().getFirst().mediaType());
    DockerArchive archive =
        DockerArchive.parse(
            "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"a/layer.tar\"]}]"
                .getBytes(UTF_8));
    assertEquals(
        List.of(new DockerArchive.Entry("c.json", List.of(), List.of("a/layer.tar"))),
        archive.entries());
  }

  @Test
  void goWritesNullForNothing() {
    ImageConfig config =
        ImageConfig.parse(
            """
            {"os":"linux","architecture":"amd64","config":{"Env":null,"Cmd":null,"ExposedPorts":null,
             "Labels":null,"WorkingDir":""},"rootfs":{"type":"layers","diff_ids":null},"history":null}
            """
                .getBytes(UTF_8));
    assertEquals(List.of(), config.env());
    assertEquals(List.of(), config.diffIds());
    assertEquals(
        List.of(),
        ImageConfig.parse(
                "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\"}}"
                    .getBytes(UTF_8))
            .entrypoint());
  }

  @Test
  void errorsNameThePlace() {
    assertProblem(Manifest::parse, "{}", "member 'schemaVersion': a number wanted, found null");
    assertProblem(
        Manifest::parse,
        text(MANIFEST.toBytes()).replace(":2,\"mediaT", ":1,\"mediaT"),
        "member 'schemaVersion': 2 wanted, found 1");
    assertProblem(
        Manifest::parse,
        text(MANIFEST.toBytes()).replace(B.toString(), "sha512:00"),
        "layers[0]: digest: sha256:HEX wanted, found 'sha512:00'");
    assertProblem(
        Manifest::parse,
        text(MANIFEST.toBytes()).replace("\"size\":2", "\"size\":-2"),
        "layers[0]: member 'size': 0 or more wanted, found -2");
    assertProblem(
        Manifest::parse,
        text(MANIFEST.toBytes()).replace(MediaType.OCI_LAYER_GZIP, "text/plain"),
        "layers[0]: a tar layer wanted, found media type 'text/plain'");
    assertProblem(
        Manifest::parse,
        text(MANIFEST.toBytes()).replace(MediaType.OCI_CONFIG, "text/plain"),
        "config: an image configuration wanted, found media type 'text/plain'");
    assertProblem(
        Manifest::parse,
        text(INDEX.toBytes()),
        "member 'mediaType': an image manifest wanted, found '" + MediaType.OCI_INDEX + "'");
    assertProblem(
        Index::parse, "{\"schemaVersion\":2}", "member 'manifests': a list wanted, found none");
    assertProblem(
        ImageConfig::parse,
        text(CONFIG.toBytes()).replace(A.toString(), "x"),
        "rootfs: diff_ids[0]: digest: sha256:HEX wanted, found 'x'");
    assertProblem(DockerArchive::parse, "[]", "at least one image wanted, found none");
    assertProblem(DockerArchive::parse, "[{}]", "[0]: member 'Config': text wanted, found null");
    assertProblem(
        json -> {
          OciLayout.checkMarker(json);
          return 0;
        },
        "{\"imageLayoutVersion\":\"2\"}",
        "member 'imageLayoutVersion': 1.0.0 wanted, found '2'");
  }

  @Test
  void damagedDocumentsAreReadOrRefused() {
    for (byte[] document : List.of(MANIFEST.toBytes(), INDEX.toBytes(), CONFIG.toBytes())) {
      Mutations.truncations(document)
          .forEach(bytes -> assertFalse(allRead(bytes), () -> text(bytes)));
      Mutations.bitFlips(document, 0, document.length).forEach(OciDocumentsTest::allRead);
    }
  }

  @FuzzTest
  void fuzz(byte[] document) {
    allRead(document);
  }

  private static boolean allRead(byte[] document) {
    return Stream.<Function<byte[], Object>>of(
            Manifest::parse, Index::parse, ImageConfig::parse, DockerArchive::parse)
        .map(parse -> reads(parse, document))
        .reduce(false, Boolean::logicalOr);
  }

  private static boolean reads(Function<byte[], Object> parse, byte[] document) {
    try {
      Object _ = parse.apply(document);
      return true;
    } catch (MalformedException e) {
      assertTrue(!e.getMessage().isEmpty());
      return false;
    }
  }

  private static void assertProblem(
      Function<byte[], Object> parse, String document, String message) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> parse.apply(document.getBytes(UTF_8)));
    assertEquals(message, e.getMessage());
  }

  private static String text(byte[] utf8) {
    return new String(utf8, UTF_8);
  }
}
