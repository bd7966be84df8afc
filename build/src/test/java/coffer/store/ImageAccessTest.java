package coffer.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Index;
import coffer.oci.MediaType;
import coffer.oci.Platform;
import coffer.registry.RegistryOptions;
import coffer.registry.Retry;
import coffer.testkit.FakeRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageAccessTest {
  private static final Platform PLATFORM = Platform.LINUX_AMD64;

  @TempDir Path temp;

  private final FakeRegistry registry = new FakeRegistry();
  private final SampleImage sample = SampleImage.of(1).putInto(registry, "app", "1");
  private final RegistryOptions options =
      RegistryOptions.DEFAULT
          .withInsecure(true)
          .withRetry(
              new Retry(3, Duration.ZERO, Duration.ofSeconds(1), Clock.systemUTC(), _ -> {}));

  @AfterEach
  void close() {
    registry.close();
  }

  private ImageReference app() {
    return ImageReference.parse(registry.address() + "/app:1");
  }

  private ImageAccess access() {
    return new ImageAccess(temp.resolve("cache"), options, false);
  }

  private Digest copy(String from, String to) throws Exception {
    try (ImageAccess images = access()) {
      return images.copy(ImageLocation.parse(from), ImageLocation.parse(to), PLATFORM, _ -> {});
    }
  }

  private void assertIsSample(String location) throws Exception {
    try (ImageAccess images = access()) {
      assertIsSample(images.open(ImageLocation.parse(location), PLATFORM));
    }
  }

  private void assertIsSample(Image image) throws IOException {
    List<byte[]> tars = new ArrayList<>();
    for (Layer layer : image.layers()) {
      try (InputStream in = layer.open()) {
        tars.add(in.readAllBytes());
      }
    }
    for (int i = 0; i < sample.tars().size(); i++) {
      assertArrayEquals(sample.tars().get(i), tars.get(i));
    }
    assertEquals(List.of("/bin/x"), image.config().command());
  }

  @Test
  void whatIsFetchedForADiskLiesInTheStore() throws Exception {
    try (ImageAccess images = access()) {
      ImageLocation location = ImageLocation.parse(registry.address() + "/app:1");
      assertEquals(location, images.nearest(location, PLATFORM));
      AtomicLong read = new AtomicLong();
      ImageLocation.OnDisk disk = images.onDisk(location, PLATFORM, read::addAndGet);
      assertTrue(read.get() > sample.blobs().get(1).length, read::toString);
      assertEquals(sample.digest(), images.open(disk, PLATFORM).digest());
      ImageLocation.Stored stored = new ImageLocation.Stored(app());
      assertEquals(stored, images.nearest(location, PLATFORM));
      assertEquals(disk, images.onDisk(stored, PLATFORM, _ -> {}));
      assertEquals(disk, images.onDisk(disk, PLATFORM, _ -> {}));
    }
    registry.close();
    try (ImageAccess images = new ImageAccess(temp.resolve("cache"), options, true)) {
      ImageLocation location = ImageLocation.parse(registry.address() + "/app:1");
      ImageLocation.OnDisk disk = images.onDisk(location, PLATFORM, _ -> {});
      assertEquals(sample.digest(), images.open(disk, PLATFORM).digest());
    }
  }

  @Test
  void imagesOfRegistriesAreReadFromThere() throws Exception {
    assertIsSample(app().toString());
    assertFalse(Files.exists(temp.resolve("cache")));
  }

  @Test
  void pulledImagesNeedNoRegistry() throws Exception {
    try (ImageAccess images = access()) {
      assertEquals(sample.digest(), images.pull(app(), PLATFORM, _ -> {}));
    }
    String address = registry.address();
    registry.close();
    try (ImageAccess images = new ImageAccess(temp.resolve("cache"), options, true)) {
      assertIsSample(images.open(ImageLocation.parse(address + "/app:1"), PLATFORM));
    }
    assertIsSample(address + "/app@" + sample.digest());
    assertIsSample("store:" + address + "/app:1");
    try (ImageStore store = ImageStore.open(temp.resolve("cache"))) {
      ImageStore.Entry entry = store.list().getFirst();
      assertEquals(address + "/app:1", entry.reference());
      assertEquals(sample.digest(), entry.manifest());
    }
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws Exception {
    try (ImageAccess images = access()) {
      images.pull(app(), PLATFORM, _ -> {});
      long blobs = registry.count("/blobs/");
      images.pull(app(), PLATFORM, _ -> {});
      assertEquals(blobs, registry.count("/blobs/"));
    }
  }

  @Test
  void copiesKeepTheDigest() throws Exception {
    for (String target :
        List.of(
            "oci:" + temp.resolve("layout") + ":app",
            "oci-archive:" + temp.resolve("layout.tar") + ":app",
            registry.address() + "/other/app:2",
            "store:example.com/app:3")) {
      assertEquals(sample.digest(), copy(app().toString(), target), target);
      assertIsSample(target);
      assertEquals(sample.digest(), copy(target, "oci:" + temp.resolve("again")), target);
    }
    assertEquals(0, registry.count("PATCH"));
    try (Stream<Path> files = Files.list(temp.resolve("layout"))) {
      assertEquals(
          List.of("blobs", "index.json", "oci-layout"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void dockerArchivesGetAManifest() throws Exception {
    String archive = "docker-archive:" + temp.resolve("docker.tar") + ":app:1";
    copy(app().toString(), archive);
    assertIsSample(archive);
    Digest made = copy(archive, "oci:" + temp.resolve("layout"));
    assertEquals(made, copy(archive, registry.address() + "/made:1"));
    assertIsSample("oci:" + temp.resolve("layout"));
  }

  @Test
  void thePlatformIsChosenFromAnIndex() throws Exception {
    byte[] index = index(Platform.LINUX_AMD64, new Platform("linux", "arm64", "v8"));
    registry.putManifest("app", "all", MediaType.OCI_INDEX, index);
    String all = registry.address() + "/app:all";
    assertIsSample(all);
    try (ImageAccess images = access()) {
      images.pull(ImageReference.parse(all), PLATFORM, _ -> {});
    }
    registry.manifests.clear();
    assertIsSample(registry.address() + "/app@" + Digest.sha256Of(index));
  }

  @Test
  void anIndexWithoutThePlatformListsWhatItHas() {
    byte[] index = index(new Platform("linux", "arm64", "v8"));
    registry.putManifest("app", "arm", MediaType.OCI_INDEX, index);
    MalformedException refused =
        assertThrows(
            MalformedException.class, () -> assertIsSample(registry.address() + "/app:arm"));
    assertTrue(
        refused.getMessage().endsWith("one image for linux/amd64 wanted, found linux/arm64/v8"),
        refused.getMessage());
    assertTrue(refused.getMessage().startsWith(registry.address() + "/app"), refused.getMessage());
  }

  @Test
  void allImagesOfAnIndexAreCopied() throws Exception {
    byte[] index = index(Platform.LINUX_AMD64, new Platform("linux", "arm64", "v8"));
    SampleImage other = SampleImage.of(9).putInto(registry, "app", "9");
    registry.putManifest("app", "all", MediaType.OCI_INDEX, index);
    String from = registry.address() + "/app:all";
    for (String to :
        List.of(
            "oci:" + temp.resolve("layout") + ":all",
            "oci-archive:" + temp.resolve("layout.tar") + ":all",
            registry.address() + "/other:all")) {
      assertEquals(Digest.sha256Of(index), copyAll(from, to), to);
      assertIsSample(to);
      from = to;
    }
    for (Digest manifest : List.of(sample.digest(), other.digest())) {
      assertTrue(registry.manifests.containsKey("other:" + manifest), manifest::toString);
    }
    assertTrue(registry.owned.containsKey("other@" + Digest.sha256Of(other.config())));
    assertEquals(sample.digest(), copyAll(app().toString(), registry.address() + "/one:1"));
    MalformedException refused =
        assertThrows(
            MalformedException.class, () -> copyAll(app().toString(), "store:example.com/app:1"));
    assertTrue(refused.getMessage().startsWith("store:example.com/app:1: "));
  }

  private Digest copyAll(String from, String to) throws Exception {
    try (ImageAccess images = access()) {
      return images.copyAll(ImageLocation.parse(from), ImageLocation.parse(to), _ -> {});
    }
  }

  private byte[] index(Platform... platforms) {
    List<Descriptor> entries = new ArrayList<>();
    for (Platform platform : platforms) {
      byte[] manifest =
          platform.equals(PLATFORM) ? sample.manifest() : SampleImage.of(9).manifest();
      entries.add(
          new Descriptor(
              MediaType.OCI_MANIFEST,
              Digest.sha256Of(manifest),
              manifest.length,
              platform,
              new TreeMap<>()));
    }
    return new Index(entries).toBytes();
  }

  @Test
  void unknownMediaTypesAreNamed() {
    byte[] artifact = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
    registry.putManifest("app", "odd", "application/x-odd", artifact);
    MalformedException refused =
        assertThrows(
            MalformedException.class, () -> assertIsSample(registry.address() + "/app:odd"));
    assertTrue(
        refused.getMessage().endsWith("found media type 'application/x-odd'"),
        refused.getMessage());
  }

  @Test
  void blobOfAnotherDigestNeverAppears() throws Exception {
    byte[] lie = sample.blobs().get(1).clone();
    lie[lie.length / 2] ^= 1;
    registry.blobs.put(FakeRegistry.digest(sample.blobs().get(1)), lie);
    MalformedException refused = assertThrows(MalformedException.class, this::pull);
    assertTrue(refused.getMessage().contains("wanted, found sha256:"), refused.getMessage());
    assertStoreIsEmpty();
    assertFalse(
        Files.exists(
            temp.resolve("cache/images/blobs/sha256")
                .resolve(Digest.sha256Of(sample.blobs().get(1)).hex())));
  }

  @Test
  void tarOfAnotherDiffIdIsRefused() throws Exception {
    List<byte[]> blobs = new ArrayList<>(sample.blobs());
    blobs.set(1, SampleImage.gzip(new byte[1024]));
    sample.withBlobs(blobs).putInto(registry, "app", "1");
    MalformedException refused = assertThrows(MalformedException.class, this::pull);
    assertTrue(refused.getMessage().contains("layer 2 of 3"), refused.getMessage());
    assertTrue(refused.getMessage().contains("diff id sha256:"), refused.getMessage());
    assertStoreIsEmpty();
  }

  @Test
  void bombsEndEarly() throws Exception {
    List<byte[]> blobs = new ArrayList<>(sample.blobs());
    blobs.set(2, com.github.luben.zstd.Zstd.compress(new byte[1_100_000_000]));
    sample.withBlobs(blobs).putInto(registry, "app", "1");
    MalformedException refused =
        assertThrows(MalformedException.class, () -> assertIsSampleStreamed(app().toString()));
    assertTrue(refused.getMessage().contains("unfolds to more than"), refused.getMessage());
  }

  private void assertIsSampleStreamed(String location) throws Exception {
    try (ImageAccess images = access()) {
      for (Layer layer : images.open(ImageLocation.parse(location), PLATFORM).layers()) {
        try (InputStream in = layer.open()) {
          in.transferTo(java.io.OutputStream.nullOutputStream());
        }
      }
    }
  }

  private Digest pull() throws IOException, InterruptedException {
    try (ImageAccess images = access()) {
      return images.pull(app(), PLATFORM, _ -> {});
    }
  }

  private void assertStoreIsEmpty() throws IOException {
    try (ImageStore store = ImageStore.open(temp.resolve("cache"))) {
      assertEquals(List.of(), store.list());
    }
  }

  @Test
  void interruptedDownloadsGoOn() throws Exception {
    byte[] large = sample.blobs().get(1);
    String digest = FakeRegistry.digest(large);
    Path part = temp.resolve("cache/images/.coffer/unfinished").resolve(digest.substring(7));
    Files.createDirectories(part.resolveSibling(""));
    Files.write(part, Arrays.copyOf(large, 1_000_000));
    assertEquals(sample.digest(), pull());
    assertEquals(1, registry.count(digest + " bytes=1000000-"));
    assertEquals(1, registry.count("/blobs/" + digest));
  }

  @Test
  void whatIsNoBeginningIsFetchedAnew() throws Exception {
    byte[] large = sample.blobs().get(1);
    Path part =
        temp.resolve("cache/images/.coffer/unfinished")
            .resolve(FakeRegistry.digest(large).substring(7));
    Files.createDirectories(part.resolveSibling(""));
    Files.write(part, new byte[1_000_000]);
    assertEquals(sample.digest(), pull());
    assertIsSample("store:" + app());
  }

  @Test
  void manyAtOnceAllSucceed() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Digest>> pulls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        pulls.add(this::pull);
      }
      for (Future<Digest> pulled : threads.invokeAll(pulls)) {
        assertEquals(sample.digest(), pulled.get());
      }
    }
    String large = FakeRegistry.digest(sample.blobs().get(1));
    assertEquals(1, registry.count("GET /v2/app/blobs/" + large));
    assertIsSample("store:" + app());
  }

  @Test
  void garbageIsWhatNoImageNeeds() throws Exception {
    SampleImage.of(2).putInto(registry, "app", "2");
    try (ImageAccess images = access()) {
      images.pull(app(), PLATFORM, _ -> {});
      images.pull(ImageReference.parse(registry.address() + "/app:2"), PLATFORM, _ -> {});
      assertTrue(images.store().remove(ImageReference.parse(registry.address() + "/app:2")));
      assertFalse(images.store().remove(ImageReference.parse(registry.address() + "/app:2")));
    }
    ImageStore.Collected gone = ImageStore.collect(temp.resolve("cache"));
    // Three layers, the configuration and the manifest.
    assertEquals(5, gone.blobs());
    assertEquals(0, ImageStore.collect(temp.resolve("cache")).blobs());
    assertIsSample("store:" + app());
  }

  @Test
  void whatTheStoreLacksSaysHowToGetIt() {
    IOException missing =
        assertThrows(IOException.class, () -> assertIsSample("store:example.com/app:1"));
    assertTrue(
        String.valueOf(missing.getMessage()).endsWith("coffer image pull example.com/app:1"),
        missing.getMessage());
  }
}
