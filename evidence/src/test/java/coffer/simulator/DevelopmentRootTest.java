package coffer.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.TrustRoot;
import coffer.snp.SigningKey;
import coffer.snp.SnpProduct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentRootTest {
  @TempDir static Path shared;
  private static Path folder;
  private static DevelopmentRoot root;

  @BeforeAll
  static void makeTwiceAtOnce() throws Exception {
    folder = shared.resolve("data").resolve("root");
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Future<DevelopmentRoot>> both =
          pool.invokeAll(
              List.of(
                  () -> DevelopmentRoot.loadOrCreate(folder),
                  () -> DevelopmentRoot.loadOrCreate(folder)));
      root = both.get(0).get();
      assertEquals(root.certificate(), both.get(1).get().certificate());
    }
  }

  @Test
  void nothingIsLeftBesideTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(shared.resolve("data"))) {
      assertEquals(List.of(folder), files.toList());
    }
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    assertEquals("rwx------", permissions(folder));
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, String> found =
          files.collect(
              Collectors.toMap(
                  file -> String.valueOf(file.getFileName()), DevelopmentRootTest::permissions));
      assertEquals(Set.of("ark.pem", "ask.pem", "asvk.pem", "ark.key", "ask.key"), found.keySet());
      assertEquals(Set.of("rw-------"), Set.copyOf(found.values()));
    }
  }

  @Test
  void secondUseLoadsTheSame() throws IOException {
    assertEquals(root.certificate(), DevelopmentRoot.loadOrCreate(folder).certificate());
    assertEquals(root.certificate(), DevelopmentRoot.loadCertificate(folder));
  }

  @Test
  void everySubjectCarriesTheMark() throws IOException {
    for (SnpProduct product : SnpProduct.values()) {
      byte[] pem = new SimulatedSnp(root, SimulatedPlatform.of(product)).chainPem();
      for (X509Certificate certificate : CertificateChain.parse(pem).certificates()) {
        String subject = certificate.getSubjectX500Principal().getName();
        assertTrue(subject.contains("Coffer Development Root - NOT HARDWARE"), subject);
        assertTrue(TrustRoot.isMarked(certificate));
        assertEquals("RSASSA-PSS", certificate.getSigAlgName());
      }
    }
  }

  @Test
  void authoritiesAreRsa4096AndConstrained() {
    for (SigningKey key : List.of(SigningKey.VCEK, SigningKey.VLEK)) {
      X509Certificate intermediate = root.intermediate(key);
      assertEquals(0, intermediate.getBasicConstraints());
      assertTrue(intermediate.getKeyUsage()[5]);
      assertTrue(
          intermediate.getPublicKey() instanceof java.security.interfaces.RSAPublicKey rsa
              && rsa.getModulus().bitLength() == 4096);
    }
    assertNotEquals(
        root.intermediate(SigningKey.VCEK).getSubjectX500Principal(),
        root.intermediate(SigningKey.VLEK).getSubjectX500Principal());
  }

  @Test
  void keyThatOthersMayReadIsRefused(@TempDir Path other) throws IOException {
    Path copy = copy(other.resolve("root"));
    Files.setPosixFilePermissions(
        copy.resolve("ask.key"), PosixFilePermissions.fromString("rw-r--r--"));
    IOException error = assertThrows(IOException.class, () -> DevelopmentRoot.loadOrCreate(copy));
    assertTrue(String.valueOf(error.getMessage()).contains("ask.key: permissions"));
  }

  @Test
  void folderThatOthersMayReadIsRefused(@TempDir Path other) throws IOException {
    Path copy = copy(other.resolve("root"));
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThrows(IOException.class, () -> DevelopmentRoot.loadOrCreate(copy));
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused(@TempDir Path other) throws IOException {
    Path copy = copy(other.resolve("root"));
    Files.delete(copy.resolve("ask.key"));
    Files.copy(folder.resolve("ark.key"), copy.resolve("ask.key"));
    MalformedException error =
        assertThrows(MalformedException.class, () -> DevelopmentRoot.loadOrCreate(copy));
    assertTrue(String.valueOf(error.getMessage()).contains("do not belong together"));
  }

  @Test
  void brokenCertificateIsNamed(@TempDir Path other) throws IOException {
    Path copy = copy(other.resolve("root"));
    Files.writeString(copy.resolve("ask.pem"), "nothing");
    MalformedException error =
        assertThrows(MalformedException.class, () -> DevelopmentRoot.loadOrCreate(copy));
    assertTrue(String.valueOf(error.getMessage()).contains("ask.pem: 1 to 8 certificates"));
  }

  @Test
  void placeFollowsTheEnvironment() {
    assertEquals(
        Path.of("/x/coffer/development-root"),
        DevelopmentRoot.folder(Map.of("XDG_DATA_HOME", "/x", "HOME", "/h")));
    assertEquals(
        Path.of("/h/.local/share/coffer/development-root"),
        DevelopmentRoot.folder(Map.of("XDG_DATA_HOME", "relative", "HOME", "/h")));
  }

  private static Path copy(Path target) throws IOException {
    Files.createDirectory(
        target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            target.resolve(String.valueOf(file.getFileName())),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return target;
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
