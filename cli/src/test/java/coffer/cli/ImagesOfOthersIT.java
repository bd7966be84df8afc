package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Input that nobody here wrote: an image of Debian's python3 runs under its policy and answers.
class ImagesOfOthersIT {
  @TempDir static Path scratch;

  private static ImagesOfOthers images;

  @BeforeAll
  static void make() throws IOException {
    images = ImagesOfOthers.make(scratch.resolve("images"));
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
