package coffer.sgx.enclave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.pem.PemKeys;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What the SGX SDK's own tool signed, byte for byte, and what it refused.
class SigningVectorsTest {
  @TestFactory
  Stream<DynamicTest> signedAsTheReferenceToolSigns() throws IOException {
    return cases().map(folder -> test(folder, SigningVectorsTest::assertSigned));
  }

  @TestFactory
  Stream<DynamicTest> measuredAsTheReferenceToolMeasures() throws IOException {
    return cases().map(folder -> test(folder, SigningVectorsTest::assertIdentity));
  }

  @TestFactory
  Stream<DynamicTest> whatTheReferenceToolRefusesIsRefused() throws IOException {
    Path folder = folder().resolve("rejects");
    Json.Obj rejects = Json.parseObject(Files.readAllBytes(folder.resolve("rejects.json")));
    assertEquals(27, rejects.list("cases").size());
    return rejects.list("cases").stream()
        .map(Json.Obj.class::cast)
        .map(
            item ->
                DynamicTest.dynamicTest(
                    item.string("case"),
                    () ->
                        assertThrows(
                            MalformedException.class,
                            () -> sign(folder, item, rejects.string("sdk")))));
  }

  private static DynamicTest test(Path folder, Check check) {
    return DynamicTest.dynamicTest(
        String.valueOf(folder.getFileName()),
        () ->
            check.of(
                folder, Json.parseObject(Files.readAllBytes(folder.resolve("expected.json")))));
  }

  private interface Check {
    void of(Path folder, Json.Obj expected) throws Exception;
  }

  private static void assertSigned(Path folder, Json.Obj expected) throws Exception {
    Set<Tolerance> tolerated = EnumSet.noneOf(Tolerance.class);
    if (expected.get("tool_options").isPresent()) {
      tolerated.add(Tolerance.TEXT_RELOCATIONS);
    }
    EnclaveDraft draft =
        EnclaveDraft.of(
            EnclaveFile.parse(Files.readAllBytes(folder.resolve("enclave.so"))),
            EnclaveConfig.parse(Files.readString(folder.resolve("Enclave.xml"))),
            SdkProfile.parse(expected.string("sdk")),
            tolerated);
    assertEquals(expected.string("mrenclave"), draft.measurement().mrEnclave().toHex());
    byte[] signed =
        draft.sign(
            SigningDate.parse(expected.string("date")),
            signer(folder.resolve("TEST-ONLY-key.pem")));
    assertArrayEquals(Files.readAllBytes(folder.resolve("signed.so")), signed);
  }

  private static void assertIdentity(Path folder, Json.Obj expected) throws Exception {
    EnclaveIdentity identity =
        EnclaveIdentity.of(EnclaveFile.parse(Files.readAllBytes(folder.resolve("signed.so"))));
    SigStructBody body = identity.sigStruct().body();
    assertEquals(List.of(), identity.problems());
    assertEquals(expected.string("mrenclave"), identity.measurement().mrEnclave().toHex());
    assertEquals(expected.string("mrsigner"), identity.sigStruct().mrSigner().toHex());
    assertEquals(expected.number("isv_prod_id"), body.isvProdId());
    assertEquals(expected.number("isv_svn"), body.isvSvn());
    assertEquals(expected.get("debug").orElseThrow(), new Json.Bool(body.debugAllowed()));
    assertEquals(expected.string("date"), body.dateText());
    assertEquals(expected.string("isv_family_id"), body.isvFamilyId().toHex());
    assertEquals(expected.string("isv_ext_prod_id"), body.isvExtProdId().toHex());
    assertEquals(expected.number("enclave_size"), identity.enclaveSize());
    assertEquals(expected.number("ssa_frame_pages"), identity.ssaFramePages());
    assertEquals(expected.number("eadd_pages"), identity.measurement().addedPages());
    assertEquals(expected.number("eextend_pages"), identity.measurement().measuredPages());
    assertEquals(
        expected.list("metadata_versions"),
        identity.metadataVersions().stream().map(version -> Json.of(version.toString())).toList());
  }

  @TestFactory
  Stream<DynamicTest> twoStepsMakeWhatOneMakes() throws IOException {
    return cases()
        .filter(folder -> Files.exists(folder.resolve("gendata.bin")))
        .map(folder -> test(folder, SigningVectorsTest::assertTwoSteps));
  }

  private static void assertTwoSteps(Path folder, Json.Obj expected) throws Exception {
    EnclaveDraft draft =
        EnclaveDraft.of(
            EnclaveFile.parse(Files.readAllBytes(folder.resolve("enclave.so"))),
            EnclaveConfig.parse(Files.readString(folder.resolve("Enclave.xml"))),
            SdkProfile.parse(expected.string("sdk")),
            Set.of());
    byte[] unsigned = Files.readAllBytes(folder.resolve("gendata.bin"));
    assertEquals(
        Bytes.of(unsigned), draft.body(SigningDate.parse(expected.string("date"))).toBytes());
    EnclaveKey key =
        EnclaveKey.of(
            PemKeys.publicKey(Files.readString(folder.resolve("TEST-ONLY-public-key.pem"))));
    byte[] signature = Files.readAllBytes(folder.resolve("signature.bin"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("signed.so")), draft.signed(unsigned, key, signature));
    signature[100] ^= 1;
    assertThrows(MalformedException.class, () -> draft.signed(unsigned, key, signature));
  }

  private static void sign(Path folder, Json.Obj item, String sdk) throws Exception {
    String xml =
        item.get("xml").isPresent()
            ? item.string("xml")
            : Files.readString(folder.resolve(item.string("xml_file")));
    EnclaveDraft.of(
            EnclaveFile.parse(Files.readAllBytes(folder.resolve(item.string("enclave")))),
            EnclaveConfig.parse(xml),
            SdkProfile.parse(sdk),
            Set.of())
        .sign(SigningDate.parse("20240101"), signer(folder.resolve(item.string("key"))));
  }

  private static EnclaveSigner signer(Path pem) throws Exception {
    return RsaSigner.of(PemKeys.privateKey(Files.readString(pem)));
  }

  private static Stream<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(folder())) {
      List<Path> cases =
          folders.filter(folder -> Files.exists(folder.resolve("expected.json"))).sorted().toList();
      assertEquals(16, cases.size());
      return cases.stream();
    }
  }

  private static Path folder() {
    Path folder = Vectors.folder("sgx/signing").orElse(null);
    Assumptions.assumeTrue(folder != null, "no recorded vectors on this machine");
    return folder;
  }
}
