package coffer.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final Digest DIGEST = Digest.sha256Of((byte) 1);

  @ParameterizedTest
  @CsvSource({
    "web, docker.io/library/web:latest, web:latest",
    "web:1, docker.io/library/web:1, web:1",
    "me/web:1, docker.io/me/web:1, me/web:1",
    "docker.io/web, docker.io/library/web:latest, web:latest",
    "index.docker.io/me/web, docker.io/me/web:latest, me/web:latest",
    "docker.io/library/a/b, docker.io/library/a/b:latest, library/a/b:latest",
    "localhost/web, localhost/web:latest, localhost/web:latest",
    "localhost:5000/web, localhost:5000/web:latest, localhost:5000/web:latest",
    "web:5000, docker.io/library/web:5000, web:5000",
    "Host/web, Host/web:latest, Host/web:latest",
    "my.azurecr.io/a/b__c/d---e.f:v1.0-x_Y, my.azurecr.io/a/b__c/d---e.f:v1.0-x_Y, my.azurecr.io/a/b__c/d---e.f:v1.0-x_Y",
    "127.0.0.1:5000/web:_t, 127.0.0.1:5000/web:_t, 127.0.0.1:5000/web:_t",
    "[::1]:5000/web, [::1]:5000/web:latest, [::1]:5000/web:latest",
    "[2001:db8::1]/web, [2001:db8::1]/web:latest, [2001:db8::1]/web:latest",
  })
  void namesHaveACanonicalAndAFamiliarForm(String text, String canonical, String familiar) {
    ImageReference reference = ImageReference.parse(text);
    assertEquals(canonical, reference.toString());
    assertEquals(familiar, reference.familiar());
    assertEquals(reference, ImageReference.parse(canonical));
    assertEquals(reference, ImageReference.parse(familiar));
  }

  @Test
  void aDigestDecidesAndATagInforms() {
    ImageReference both = ImageReference.parse("host:1/web:2@" + DIGEST);
    assertEquals(new ImageReference("host:1", "web", "2", DIGEST), both);
    assertEquals(DIGEST.toString(), both.tagOrDigest());
    ImageReference digest = ImageReference.parse("web@" + DIGEST);
    assertEquals("docker.io/library/web@" + DIGEST, digest.toString());
    assertEquals("web@" + DIGEST, digest.familiar());
    assertEquals("latest", ImageReference.parse("web").tagOrDigest());
    assertEquals(both, ImageReference.parse("host:1/web:2").withDigest(DIGEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/web",
        "web/",
        "a//b",
        ":1",
        "web:",
        "web:.x",
        "web:a b",
        "Web",
        "host.io/Web",
        "me/-web",
        "web_",
        "we___b",
        "a..b",
        "a._b",
        "host:0/web",
        "host:65536/web",
        "host:/web",
        "host:port/web",
        "-host.io/web",
        "host-.io/web",
        "a..b/web",
        "[::1/web",
        "[g::1]/web",
        "web@",
        "web@sha256:00",
        "web@sha512:00",
        "@sha256:00",
        "web:1:2",
        "https://host.io/web",
        "wéb",
        "web\n",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      })
  void whatIsNoNameIsRefused(String text) {
    MalformedException e = assertThrows(MalformedException.class, () -> ImageReference.parse(text));
    assertTrue(e.getMessage().startsWith("image reference '" + text + "': "), e.getMessage());
  }

  @Test
  void lengthsAreBounded() {
    assertEquals(128, ImageReference.parse("a:" + "t".repeat(128)).tagOrDigest().length());
    assertThrows(MalformedException.class, () -> ImageReference.parse("a:" + "t".repeat(129)));
    String repository = "r".repeat(255);
    assertEquals(repository, ImageReference.parse("h.io/" + repository).repository());
    assertThrows(MalformedException.class, () -> ImageReference.parse("h.io/r" + repository));
  }

  @Test
  void platformsAreReadAndCompared() {
    assertEquals(Platform.LINUX_AMD64, Platform.parse("linux/amd64"));
    Platform v8 = Platform.parse("linux/arm64/v8");
    assertEquals("linux/arm64/v8", v8.toString());
    assertTrue(Platform.parse("linux/arm64").accepts(v8));
    assertEquals(false, v8.accepts(Platform.parse("linux/arm64/v7")));
    for (String bad : new String[] {"", "linux", "linux/", "/amd64", "linux/amd64/", "a/b/c/d"}) {
      assertThrows(MalformedException.class, () -> Platform.parse(bad));
    }
  }

  @Test
  void damagedNamesAreReadOrRefused() {
    byte[] text = ("host.io:5000/a/b-c:tag@" + DIGEST).getBytes(StandardCharsets.ISO_8859_1);
    Mutations.truncations(text).forEach(ImageReferenceTest::fuzzOne);
    Mutations.bitFlips(text, 0, text.length).forEach(ImageReferenceTest::fuzzOne);
  }

  @FuzzTest
  void fuzz(byte[] text) {
    fuzzOne(text);
  }

  private static void fuzzOne(byte[] bytes) {
    ImageReference reference;
    try {
      reference = ImageReference.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (MalformedException e) {
      return;
    }
    assertEquals(reference, ImageReference.parse(reference.toString()));
    assertEquals(reference, ImageReference.parse(reference.familiar()));
  }
}
