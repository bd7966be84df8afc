package coffer.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArtifactManifestTest {
  private static final ArtifactManifest FRAGMENT =
      new ArtifactManifest(
          "application/x-fragment",
          ArtifactManifest.EMPTY,
          List.of(new Descriptor("application/cose", Digest.sha256Of((byte) 1), 1)),
          new Descriptor(MediaType.OCI_MANIFEST, Digest.sha256Of((byte) 2), 7),
          new TreeMap<>(Map.of("a", "b")));

  @Test
  void theCanonicalDocumentIsTheseBytes() {
    assertEquals(
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
        "artifactType":"application/x-fragment","config":\
        {"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:\
        44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":\
        [{"mediaType":"application/cose","digest":"%s","size":1}],"subject":\
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":7},\
        "annotations":{"a":"b"}}"""
            .formatted(Digest.sha256Of((byte) 1), Digest.sha256Of((byte) 2)),
        new String(FRAGMENT.toBytes(), UTF_8));
    assertEquals(FRAGMENT, ArtifactManifest.parse(FRAGMENT.toBytes()));
  }

  @Test
  void withoutATypeItIsTheConfigurations() {
    byte[] image =
        new Manifest(new Descriptor(MediaType.OCI_CONFIG, Digest.sha256Of((byte) 1), 1), List.of())
            .toBytes();
    ArtifactManifest seen = ArtifactManifest.parse(image);
    assertEquals(MediaType.OCI_CONFIG, seen.artifactType());
    assertEquals(null, seen.subject());
  }

  @Test
  void anIndexEntryKeepsTheArtifactsType() {
    Descriptor entry =
        new Descriptor(
            MediaType.OCI_MANIFEST,
            Digest.sha256Of((byte) 1),
            1,
            null,
            new TreeMap<>(),
            "application/x-fragment");
    Index index = new Index(List.of(entry));
    assertEquals(index, Index.parse(index.toBytes()));
  }

  @Test
  void damagedDocumentsAreReadOrRefused() {
    byte[] document = FRAGMENT.toBytes();
    Mutations.truncations(document)
        .forEach(
            bytes -> assertThrows(MalformedException.class, () -> ArtifactManifest.parse(bytes)));
    Mutations.bitFlips(document, 0, document.length).forEach(ArtifactManifestTest::fuzzOne);
  }

  @FuzzTest
  void fuzz(byte[] document) {
    fuzzOne(document);
  }

  private static void fuzzOne(byte[] document) {
    try {
      ArtifactManifest manifest = ArtifactManifest.parse(document);
      assertEquals(manifest, ArtifactManifest.parse(manifest.toBytes()));
    } catch (MalformedException e) {
      assertEquals(false, e.getMessage().isEmpty());
    }
  }
}
