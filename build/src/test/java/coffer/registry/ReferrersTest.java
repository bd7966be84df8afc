package coffer.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.oci.ArtifactManifest;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Index;
import coffer.oci.MediaType;
import coffer.testkit.FakeRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReferrersTest {
  private static final byte[] SUBJECT =
      "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);
  private static final String TYPE = "application/x-ms-ccepolicy-frag";
  private static final byte[] FRAGMENT = {1, 2, 3};

  private final FakeRegistry registry = new FakeRegistry();
  private final ImageReference subject = ImageReference.parse(registry.address() + "/app:1");

  ReferrersTest() {
    registry.putManifest("app", "1", MediaType.OCI_INDEX, SUBJECT);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void attachedArtifactsAreFoundByTag() throws Exception {
    try (RegistryClient client = new RegistryClient(RegistryOptions.DEFAULT.withInsecure(true))) {
      Referrers referrers = new Referrers(client);
      assertEquals(List.of(), referrers.list(subject, ""));
      Descriptor one = referrers.attach(subject, artifact(TYPE));
      referrers.attach(subject, artifact(TYPE));
      Descriptor two = referrers.attach(subject, artifact("other"));
      assertEquals(List.of(one, two), referrers.list(subject, ""));
      assertEquals(List.of(one), referrers.list(subject, TYPE));
      ImageReference artifact = Referrers.at(subject, one.digest());
      assertArrayEquals(FRAGMENT, referrers.content(artifact));
      assertEquals(
          Digest.sha256Of(SUBJECT),
          java.util.Objects.requireNonNull(referrers.artifact(artifact).subject()).digest());
    }
    assertTrue(registry.manifests.containsKey("app:sha256-" + Digest.sha256Of(SUBJECT).hex()));
  }

  private static Referrers.Artifact artifact(String type) {
    return new Referrers.Artifact(type, "application/cose", "a.cose", FRAGMENT);
  }

  @Test
  void anArtifactMayStandAlone() throws Exception {
    try (RegistryClient client = new RegistryClient(RegistryOptions.DEFAULT.withInsecure(true))) {
      Referrers referrers = new Referrers(client);
      ImageReference place = ImageReference.parse(registry.address() + "/fragments:1");
      Descriptor pushed = referrers.push(place, artifact(TYPE));
      assertArrayEquals(FRAGMENT, referrers.content(place));
      ArtifactManifest manifest = referrers.artifact(Referrers.at(place, pushed.digest()));
      assertEquals(TYPE, manifest.artifactType());
      assertNull(manifest.subject());
      assertEquals(
          Map.of("org.opencontainers.image.title", "a.cose"),
          manifest.layers().getFirst().annotations());
    }
  }

  @Test
  void registryThatListsReferrersIsAsked() throws Exception {
    Descriptor listed =
        new Descriptor(
            MediaType.OCI_MANIFEST, Digest.sha256Of(FRAGMENT), 3, null, new TreeMap<>(), TYPE);
    registry.with(
        "/referrers/",
        1,
        exchange -> {
          FakeRegistry.answer(
              exchange, 200, MediaType.OCI_INDEX, new Index(List.of(listed)).toBytes());
          return true;
        });
    try (RegistryClient client = new RegistryClient(RegistryOptions.DEFAULT.withInsecure(true))) {
      assertEquals(List.of(listed), new Referrers(client).list(subject, TYPE));
    }
  }
}
