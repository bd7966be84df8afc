package coffer.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.compression.Inflater;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.json.Json;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import coffer.oci.Platform;
import coffer.registry.RegistryOptions;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.store.SampleImage;
import coffer.testkit.FakeRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerMeasurementTest {
  @TempDir Path temp;

  private final FakeRegistry registry = new FakeRegistry();
  private final SampleImage sample = SampleImage.of(3).putInto(registry, "app", "1");
  private ImageAccess images;

  @BeforeEach
  void open() {
    images =
        new ImageAccess(temp.resolve("cache"), RegistryOptions.DEFAULT.withInsecure(true), false);
  }

  @AfterEach
  void close() throws IOException {
    images.close();
    registry.close();
  }

  private Image image() throws Exception {
    return images.open(ImageLocation.parse(registry.address() + "/app:1"), Platform.LINUX_AMD64);
  }

  private LayerCache cache() {
    return LayerCache.in(temp.resolve("cache"));
  }

  private List<Bytes> expected() throws IOException {
    List<Bytes> hashes = new ArrayList<>();
    try (HashWorkers workers = new HashWorkers(1)) {
      for (byte[] tar : sample.tars()) {
        hashes.add(LayerHash.of(new ByteArrayInputStream(tar), workers));
      }
    }
    return hashes;
  }

  private static List<Bytes> roots(List<LayerHash> hashes) {
    return hashes.stream().map(LayerHash::rootHash).toList();
  }

  @Test
  void eachInflaterGivesTheSameHashes() throws Exception {
    for (Inflater inflater : Inflater.values()) {
      if (inflater.isAvailable()) {
        assertEquals(
            expected(),
            roots(new LayerMeasurement(null, inflater, _ -> {}).measure(image().layers())));
      }
    }
  }

  @Test
  void whatIsReadIsHeard() throws Exception {
    AtomicLong read = new AtomicLong();
    LayerMeasurement measurement = new LayerMeasurement(cache()).heardBy(read::addAndGet);
    measurement.measure(image());
    assertEquals(sample.blobs().stream().mapToLong(blob -> blob.length).sum(), read.get());
    measurement.measure(image());
    assertEquals(sample.blobs().stream().mapToLong(blob -> blob.length).sum(), read.get());
  }

  @Test
  void repeatedLayersKeepTheirPlaces() throws Exception {
    List<Layer> layers = image().layers();
    List<Bytes> hashes = expected();
    assertEquals(
        List.of(hashes.get(2), hashes.get(0), hashes.get(2)),
        roots(
            new LayerMeasurement(null)
                .measure(List.of(layers.get(2), layers.get(0), layers.get(2)))));
  }

  @Test
  void knownLayersAreNotRead() throws Exception {
    LayerMeasurement measurement = new LayerMeasurement(cache());
    List<LayerHash> first = measurement.measure(image().layers());
    registry
        .blobs
        .keySet()
        .removeIf(digest -> !digest.equals(FakeRegistry.digest(sample.config())));
    assertEquals(first, measurement.measure(image().layers()));
    assertEquals(expected(), roots(first));
    assertEquals(List.of("/etc"), first.getFirst().impliedFolders());
  }

  @Test
  void aBlobThatWasNeverReadIsReadThoughItsTarIsKnown() throws Exception {
    LayerMeasurement measurement = new LayerMeasurement(cache());
    measurement.measure(image().layers());
    List<byte[]> blobs = new ArrayList<>(sample.blobs());
    blobs.set(1, SampleImage.gzip(new byte[1024]));
    sample.withBlobs(blobs).putInto(registry, "app", "1");
    MalformedException refused =
        assertThrows(MalformedException.class, () -> measurement.measure(image().layers()));
    assertTrue(refused.getMessage().contains("diff id"), refused.getMessage());
  }

  @Test
  void damagedCacheIsNoHarm() throws Exception {
    LayerMeasurement measurement = new LayerMeasurement(cache());
    measurement.measure(image().layers());
    try (Stream<Path> files = Files.walk(temp.resolve("cache/layers"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, Files.readString(file).substring(0, 20));
      }
    }
    assertEquals(expected(), roots(measurement.measure(image().layers())));
  }

  @Test
  void brokenLayersAreNamed() throws Exception {
    List<Layer> layers = image().layers();
    registry.blobs.put(
        FakeRegistry.digest(sample.blobs().get(0)), new byte[sample.blobs().get(0).length]);
    MalformedException refused =
        assertThrows(MalformedException.class, () -> new LayerMeasurement(cache()).measure(layers));
    assertTrue(refused.getMessage().contains("layer 1 of 3"), refused.getMessage());
  }

  @Test
  void factsAreWhatPoliciesRead() throws Exception {
    Json.Obj facts = new LayerMeasurement(null).measure(image()).facts();
    assertEquals("amd64", facts.string("arch"));
    assertEquals(List.of("A=b"), facts.object("config").strings("Env"));
    assertEquals(Json.NULL, facts.object("config").get("Cmd").orElseThrow());
    assertEquals(expected().stream().map(Bytes::toHex).toList(), facts.strings("layers"));
  }
}
