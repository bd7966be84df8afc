package coffer.sgx.enclave;

import coffer.testkit.EnclaveElf;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.LocalDate;
import java.util.Set;

/// Enclaves that the tests make.
final class SampleEnclaves {
  static final LocalDate DATE = LocalDate.of(2024, 1, 15);

  static final RsaSigner SIGNER = signer(3072, 3);

  static final String CONFIG =
      """
      <EnclaveConfiguration>
        <ProdID>7</ProdID>
        <ISVSVN>3</ISVSVN>
        <StackMaxSize>0x3000</StackMaxSize>
        <StackMinSize>0x3000</StackMinSize>
        <HeapMaxSize>0x4000</HeapMaxSize>
        <HeapMinSize>0x4000</HeapMinSize>
        <HeapInitSize>0x4000</HeapInitSize>
        <TCSNum>2</TCSNum>
        <TCSPolicy>0</TCSPolicy>
        <DisableDebug>1</DisableDebug>
      </EnclaveConfiguration>
      """;

  private SampleEnclaves() {}

  static RsaSigner signer(int bits, int exponent) {
    try {
      return RsaSigner.of(pair(bits, exponent).getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair pair(int bits, int exponent) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, java.math.BigInteger.valueOf(exponent)));
    return generator.generateKeyPair();
  }

  static EnclaveDraft draft(EnclaveElf elf, String config, String sdk) {
    return EnclaveDraft.of(
        EnclaveFile.parse(elf.toBytes()),
        EnclaveConfig.parse(config),
        SdkProfile.parse(sdk),
        Set.of());
  }

  static byte[] signed() {
    return signed(EnclaveElf.ofSdk(21), CONFIG, "2.21");
  }

  static byte[] signed(EnclaveElf elf, String config, String sdk) {
    try {
      return draft(elf, config, sdk).sign(DATE, SIGNER);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
