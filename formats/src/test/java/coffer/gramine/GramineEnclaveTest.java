package coffer.gramine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.sgx.enclave.RsaSigner;
import coffer.sgx.enclave.SigStruct;
import coffer.testkit.Mutations;
import coffer.testkit.PalElf;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GramineEnclaveTest {
  private static final LocalDate DATE = LocalDate.of(2024, 1, 15);

  /// A manifest, MRENCLAVE with [PalElf] and the SHA-256 of the 256 bytes to sign on [#DATE], both
  /// as the algorithm of Gramine's own tool computes them.
  private record Known(String manifest, String mrEnclave, String body) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "",
              "7b0b523d1fd1cb6b43bcb24e48c46660238d360ecf639e786820acbd11bceb00",
              "024e875975be8e26352a477d0335dc537fc0e75b4e944ec64b2089b52e8cc869"),
          new Known(
              """
              sgx.enclave_size = "512M"
              sgx.max_threads = 1
              sgx.debug = true
              sgx.isvprodid = 65535
              sgx.isvsvn = 31
              sgx.use_exinfo = true
              """,
              "27524ce6298e703fa06caa2effcfded89f2185eaff18db978c9ec087af2f8e1b",
              "43e70d619e76892a07e36a8c399042ca6da0ca1ffd345a2ddd029dad92d7c49b"),
          new Known(
              """
              sgx.edmm_enable = true
              sgx.max_threads = 64
              [sgx.cpu_features]
              avx = "required"
              avx512 = "disabled"
              pkru = "required"
              """,
              "0a128ed1018d0ad8df110bff0e2ab97344dcb6449c43576f08bdf1478134dac8",
              "c274c2c11e5d30d46011c60a2491573d7b1b9932490c49022960abcb4be70159"),
          new Known(
              "[sgx]\nedmm_enable = true\nenclave_size = \"4G\"\ncpu_features = { avx = \"required\","
                  + " avx512 = \"required\", amx = \"required\", mpx = \"required\" }\n",
              "70e9598a02f57fa31a076d28af297f865bc6d5993c8efe183fda8252fe91fb58",
              "405a7ce206cda51974f13358be91323dda091b46a42df601670a71cf5ff0355f"),
          new Known(
              """
              sgx.enclave_size = "2G"
              sgx.max_threads = 128
              sgx.cpu_features.amx = "disabled"
              """,
              "1cce5a38c30e23cbdb1f65aed86721af580ba28c8a82d3bb5aa667f6fba08b39",
              "f100da499d1127761f2dc95917b83fbeaa1c4b65a69a95625990762939134202"),
          new Known(
              manyFiles(),
              "2ce1d5c48952ce8e9b6e01ff635909b51911e49da8831cce67ebf22bad015772",
              "cf167096cf7ed6bb8e80adb506e2d85b15445b0f9d012c016d29b32064a32d2d"));

  /// More than a page of text.
  private static String manyFiles() {
    StringBuilder text = new StringBuilder();
    text.append("sgx.enclave_size = \"65536K\"\nsgx.max_threads = 3\n");
    for (int i = 0; i < 60; i++) {
      text.append(
          "[[sgx.trusted_files]]\nuri = \"file:f%d\"\nsha256 = \"%064x\"\n".formatted(i, i));
    }
    return text.toString();
  }

  private static GramineEnclave enclave(String manifest) {
    return enclave(manifest, PalElf.bytes());
  }

  private static GramineEnclave enclave(String manifest, byte[] pal) {
    return GramineEnclave.of(manifest.getBytes(StandardCharsets.UTF_8), Pal.parse(pal));
  }

  @ParameterizedTest
  @FieldSource("KNOWN")
  void enclavesAreMeasuredAsGramineDoesIt(Known known) {
    GramineEnclave enclave = enclave(known.manifest());
    assertEquals(known.mrEnclave(), enclave.measurement().mrEnclave().toHex());
    byte[] body = enclave.body(DATE).toBytes().toArray();
    assertEquals(known.body(), Digest.sha256Of(body).hex());
  }

  @Test
  void pagesAreCounted() {
    long image = 1 + 2 + 4;
    long threads = 4 * (8 + 1 + 1 + 64 + 16);
    GramineEnclave enclave = enclave("");
    assertEquals(1 + threads + image, enclave.measurement().measuredPages());
    assertEquals((256L << 20 >> 12) - 16, enclave.measurement().addedPages());
    GramineEnclave dynamic = enclave("sgx.edmm_enable = true");
    assertEquals(1 + threads + image, dynamic.measurement().addedPages());
  }

  private static RsaSigner signer() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(3072, BigInteger.valueOf(3)));
    return RsaSigner.of(generator.generateKeyPair().getPrivate());
  }

  @Test
  void aSignatureIsThatOfTheManifestAndNoOther() throws GeneralSecurityException {
    GramineEnclave enclave = enclave("sgx.isvsvn = 3");
    SigStruct signed = enclave.sign(DATE, signer());
    assertEquals(List.of(), enclave.problems(SigStruct.parse(signed.toBytes().toArray())));
    List<String> other = enclave("sgx.isvsvn = 4").problems(signed);
    assertTrue(other.get(0).startsWith("MRENCLAVE: manifest and libpal.so are "), other::toString);
    assertTrue(other.get(1).contains("SVN 4, signed is 0 and SVN 3"), other::toString);
    assertTrue(
        enclave("sgx.debug = true").problems(signed).stream()
            .anyMatch(problem -> problem.startsWith("attributes")));
    byte[] damaged = signed.toBytes().toArray();
    damaged[600] ^= 1; // in the signature
    assertEquals(1, enclave.problems(SigStruct.parse(damaged)).size());
  }

  @Test
  void aManifestThatIsNotExpandedIsRefused() {
    assertTrue(
        assertThrows(
                MalformedException.class, () -> enclave("sgx.trusted_files = ['file:app.jar']"))
            .getMessage()
            .contains("file:app.jar has no sha256"));
    assertTrue(
        assertThrows(
                MalformedException.class,
                () -> enclave("loader.entrypoint.uri = 'file:libsysdb.so'"))
            .getMessage()
            .contains("file:libsysdb.so has no sha256"));
  }

  @Test
  void tooManyThreadsForTheSizeAreRefused() {
    String text = "sgx.enclave_size = '64M'\nsgx.max_threads = 512";
    assertTrue(
        assertThrows(MalformedException.class, () -> enclave(text))
            .getMessage()
            .startsWith("sgx.enclave_size: 67108864 bytes are too few"));
  }

  @Test
  void everyByteOfManifestAndCodeCounts() {
    String first = enclave("sgx.isvsvn = 1").measurement().mrEnclave().toHex();
    assertNotEquals(first, enclave("sgx.isvsvn =  1").measurement().mrEnclave().toHex());
    byte[] changed = PalElf.bytes();
    changed[0x1800] ^= 1;
    assertNotEquals(first, enclave("sgx.isvsvn = 1", changed).measurement().mrEnclave().toHex());
  }

  @Test
  void aDamagedPalIsMeasuredOrRefused() {
    byte[] pal = PalElf.bytes();
    Stream.concat(Mutations.bitFlips(pal, 0, 64 + 3 * 56), cut(pal))
        .forEach(
            damaged -> {
              try {
                enclave("sgx.enclave_size = '4M'\nsgx.max_threads = 1", damaged);
              } catch (MalformedException _) {
                // The one exception that is allowed.
              }
            });
    assertThrows(MalformedException.class, () -> Pal.parse(new byte[0]));
  }

  private static Stream<byte[]> cut(byte[] pal) {
    return Stream.of(0, 1, 63, 64, 100, 231, 232, 0x1000, 0x2000, 0x2fff, 0x303f)
        .map(length -> java.util.Arrays.copyOf(pal, length));
  }

  @Test
  void aPalThatIsNotWhereItShouldBeIsRefused() {
    byte[] away = PalElf.bytes();
    away[PalElf.CODE_HEADER + 8] = 0x10; // p_offset differs from p_vaddr by less than a page
    assertTrue(
        assertThrows(MalformedException.class, () -> Pal.parse(away))
            .getMessage()
            .contains("differ by whole pages wanted"));
    byte[] fixed = PalElf.bytes();
    fixed[16] = 2; // ET_EXEC
    assertEquals(
        "e_type: 3 wanted, found 2",
        assertThrows(MalformedException.class, () -> Pal.parse(fixed)).getMessage());
  }

  @FuzzTest
  void anyFile(byte[] file) {
    try {
      Pal.parse(file);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
