package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Input that nobody here wrote: an image of Debian's python3 runs under its policy and answers.
class ImagesOfOthersIT {
  @TempDir static Path scratch;

  private static ImagesOfOthers images;

  @BeforeAll
  static void make() throws IOException {
    images = ImagesOfOthers.shared();
  }

  @Test
  void aDockerArchiveRunsUnderItsPolicy() throws Exception {
    assertAnswers(images.dockerArchive);
  }

  @Test
  void anOciLayoutRunsUnderItsPolicy() throws Exception {
    assertAnswers(images.ociLayout);
  }

  @Test
  void bothFormsHaveOneIdentity() throws Exception {
    assertEquals(hostData(images.dockerArchive), hostData(images.ociLayout));
  }

  /// `e2fsck` has its one complaint, and `veritysetup` computes the hash that `coffer` prints.
  @Test
  void othersAgreeOnItsLayers() throws IOException {
    Coffer coffer = new Coffer(scratch.resolve("home"));
    Path ext4 = scratch.resolve("layer.ext4");
    int layers = 0;
    try (Stream<Path> blobs = Files.list(images.ociLayout.resolve("blobs/sha256"))) {
      for (Path blob : blobs.filter(ImagesOfOthersIT::isGzip).toList()) {
        Coffer.Result hash =
            coffer.run("layer", "hash", "--ext4-out", ext4.toString(), blob.toString());
        assertEquals(0, hash.exit(), hash::all);
        Coffer.Result check = coffer.run(List.of("e2fsck", "-fn", ext4.toString()), scratch);
        assertEquals(4, check.exit(), check::all);
        assertEquals(
            List.of("Padding at end of inode bitmap is not set. Fix? no"),
            check.out().lines().filter(line -> line.contains("Fix?")).toList());
        assertEquals(hash.out().strip(), verityRoot(coffer, ext4));
        layers++;
      }
    }
    assertTrue(layers >= 1, "no layers");
  }

  private static boolean isGzip(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String verityRoot(Coffer coffer, Path ext4) {
    Coffer.Result verity =
        coffer.run(
            List.of(
                "veritysetup",
                "format",
                "--no-superblock",
                "--salt",
                "0".repeat(64),
                ext4.toString(),
                scratch.resolve("tree").toString()),
            scratch);
    return verity
        .out()
        .lines()
        .filter(line -> line.startsWith("Root hash:"))
        .map(line -> line.substring("Root hash:".length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError(verity.all()));
  }

  /// What a container sees of the machine: itself, and a network that ends at its loopback.
  @ParameterizedTest
  @ValueSource(strings = {"builtin", "runc"})
  void aContainerSeesNothingOfTheHost(String runtime) {
    Coffer coffer = new Coffer(scratch.resolve("home"));
    String look =
        """
        import os, socket, time
        pids = [p for p in os.listdir("/proc") if p.isdigit()]
        print("pids", pids)
        print("devices", sorted(n for _, n in socket.if_nameindex()))
        print("host", socket.gethostname(), socket.gethostbyname("localhost"))
        print("mounts", [l.split()[1] for l in open("/proc/mounts") if l.split()[1] == "/"])
        status = dict(l.split(":", 1) for l in open("/proc/self/status"))
        print("capabilities", status["CapBnd"].strip(), status["CapEff"].strip())
        print("umask", status["Umask"].strip(), "blocked", status["SigBlk"].strip())
        for name, flags in (("/proc/sysrq-trigger", os.O_WRONLY), ("/proc/sys/kernel/hostname", os.O_WRONLY)):
            try:
                fd = os.open(name, flags)
                print(name, "null" if os.fstat(fd).st_rdev == os.makedev(1, 3) else "open")
            except OSError as e:
                print(name, "refused")
        try:
            os.mknod("/tmp/disk", 0o060600, os.makedev(254, 0))
            os.open("/tmp/disk", os.O_RDONLY)
            print("disk open")
        except OSError as e:
            print("disk refused")
        print("files", sorted(os.listdir("/proc/self/fd"))[:3], len(os.listdir("/proc/self/fd")))
        print("done", flush=True)
        time.sleep(600)
        """;
    try {
      Coffer.Result up =
          coffer.run(
              "up",
              "--image",
              images.ociLayout.toString(),
              "--name",
              "look",
              "--runtime",
              runtime,
              "--out",
              scratch.resolve("look").toString(),
              "--",
              "python3",
              "-c",
              look);
      assertEquals(0, up.exit(), up::all);
      String seen = awaited(coffer, "done");
      for (String line :
          List.of(
              "pids ['1']",
              "devices ['lo']",
              "host look 127.0.0.1",
              "mounts ['/']",
              "capabilities 00000000a80425fb 00000000a80425fb",
              "umask 0022 blocked 0000000000000000",
              "/proc/sys/kernel/hostname refused",
              "disk refused",
              "files ['0', '1', '2'] 4")) {
        assertTrue(seen.contains(line), () -> line + " wanted, found\n" + seen);
      }
      assertFalse(seen.contains("/proc/sysrq-trigger open"), seen);
    } finally {
      assertEquals(0, coffer.run("down", "look").exit());
    }
  }

  private static String awaited(Coffer coffer, String word) {
    for (int attempt = 0; attempt < 100; attempt++) {
      Coffer.Result logs = coffer.run("logs", "look");
      if (logs.out().lines().anyMatch(word::equals)) {
        return logs.out();
      }
    }
    throw new AssertionError(coffer.run("logs", "look").all());
  }

  private static void assertAnswers(Path image) throws Exception {
    Coffer coffer = new Coffer(scratch.resolve("home"));
    Coffer.Result up =
        coffer.run(
            "up",
            "--image",
            image.toString(),
            "--name",
            "python",
            "--out",
            scratch.resolve("out").toString(),
            "--port",
            "8080",
            "--",
            "python3",
            "-m",
            "http.server",
            "8080");
    try {
      assertEquals(0, up.exit(), up::all);
      assertEquals("trusted (development root)", up.after("verdict"));
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(up.after("url") + "/page.html")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals("made by others\n", answer.body());
      }
    } finally {
      assertEquals(0, coffer.run("down", "python").exit());
    }
  }

  private static String hostData(Path image) {
    Coffer coffer = new Coffer(scratch.resolve("home"));
    Coffer.Result identity =
        coffer.run(
            "identity",
            "--image",
            image.toString(),
            "--name",
            "python",
            "--out",
            scratch.resolve("out").toString(),
            "--",
            "python3",
            "-m",
            "http.server",
            "8080");
    assertEquals(0, identity.exit(), identity::all);
    assertTrue(identity.after("identity").startsWith("host_data "));
    return identity.after("identity");
  }
}
