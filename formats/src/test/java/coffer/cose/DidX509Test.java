package coffer.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DidX509Test {
  @Test
  void issuerOfMicrosoftIsUnderstood() {
    DidX509 did =
        DidX509.parse(
            "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s"
                + "::eku:1.3.6.1.4.1.311.76.59.1.2");
    assertEquals("SHA-256", did.hash());
    assertEquals(
        "23ffe2b8bdb9a1711515d4cffda04bc7f793d513c76c243f1020507d8669b7db",
        did.fingerprint().toHex());
    assertEquals(
        List.of(new DidX509.Policy("eku", List.of("1.3.6.1.4.1.311.76.59.1.2"))), did.policies());
  }

  @Test
  void severalPoliciesAndPercentEncodingAreUnderstood() {
    DidX509 did = DidX509.parse("did:x509:0:sha384:AAAA::subject:CN:a%3Ab+c::san:dns:x.example");
    assertEquals(
        List.of(
            new DidX509.Policy("subject", List.of("CN", "a:b+c")),
            new DidX509.Policy("san", List.of("dns", "x.example"))),
        did.policies());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "did:web:example",
        "did:x509:1:sha256:AAAA::eku:1.2",
        "did:x509:0:md5:AAAA::eku:1.2",
        "did:x509:0:sha256:AAAA",
        "did:x509:0:sha256::eku:1.2",
        "did:x509:0:sha256:AAAA::",
        "did:x509:0:sha256:AAAA::eku",
        "did:x509:0:sha256:AAAA::fulcio-issuer:x",
        "did:x509:0:sha256:A*::eku:1.2",
        "did:x509:0:sha256:AAAA::san:dns:%zz"
      })
  void otherIssuersAreRefused(String text) {
    assertThrows(MalformedException.class, () -> DidX509.parse(text));
  }

  @FuzzTest
  void anyTextIsReadOrRefused(byte[] input) {
    try {
      String text = "did:x509:0:sha256:" + new String(input, StandardCharsets.ISO_8859_1);
      assertFalse(DidX509.parse(text).policies().isEmpty());
    } catch (MalformedException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty());
    }
  }
}
