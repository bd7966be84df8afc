package coffer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class RevocationListTest {
  private static final RevocationList LIST =
      SimulatedEnclaves.signed(
              SimulatedEnclaves.collateral().withRevoked(SimulatedEnclaves.MACHINE.chain().leaf()))
          .pckCrl();

  @Test
  void derPemAndHexAreTheSameList() {
    byte[] der = LIST.toBytes().toArray();
    String pem =
        "-----BEGIN X509 CRL-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END X509 CRL-----\n";
    for (byte[] form :
        new byte[][] {
          der,
          pem.getBytes(StandardCharsets.US_ASCII),
          (LIST.toBytes().toHex() + "\n").getBytes(StandardCharsets.US_ASCII)
        }) {
      RevocationList list = RevocationList.parse(form);
      assertEquals(LIST.toBytes(), list.toBytes());
      assertTrue(list.isRevoked(SimulatedEnclaves.MACHINE.chain().leaf()));
      assertTrue(list.isIssuedBy(SimulatedEnclaves.MACHINE.chain().certificates().get(1)));
    }
  }

  @Test
  void everyTruncationAndWhatFollowsIsRefused() {
    byte[] der = LIST.toBytes().toArray();
    Mutations.truncations(der)
        .forEach(cut -> assertThrows(MalformedException.class, () -> RevocationList.parse(cut)));
    assertThrows(MalformedException.class, () -> RevocationList.parse(Mutations.extended(der)));
  }

  @Test
  void noFlippedBitOfTheSignedPartLeavesTheSignatureValid() throws Exception {
    byte[] der = LIST.toBytes().toArray();
    X509CRL list =
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    int header = der[1] == (byte) 0x82 ? 4 : 3;
    long accepted =
        Mutations.bitFlips(der, header, header + list.getTBSCertList().length)
            .filter(
                flipped -> {
                  try {
                    return RevocationList.parse(flipped)
                        .isIssuedBy(SimulatedEnclaves.MACHINE.chain().certificates().get(1));
                  } catch (MalformedException _) {
                    return false;
                  }
                })
            .count();
    assertEquals(0, accepted);
  }

  @FuzzTest
  void anyBytesAreAListOrRefused(byte[] bytes) {
    try {
      RevocationList list = RevocationList.parse(bytes);
      assertEquals(list.toBytes(), RevocationList.parse(list.toBytes().toArray()).toBytes());
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
