package coffer.occlum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.sgx.enclave.EnclaveConfig;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes are a sound configuration or a [MalformedException]; what is made of a sound one can
/// be read by those whom it is for.
class OcclumDocumentFuzzTest {
  private static final Bytes MAC = Bytes.of(new byte[16]);

  @FuzzTest
  void anyBytes(byte[] bytes) {
    OcclumConfig config;
    try {
      config = OcclumDocument.parseAnyRelease(bytes, true).config();
    } catch (MalformedException _) {
      return; // the one exception that is allowed
    }
    EnclaveSettings settings = EnclaveSettings.of(config, true);
    assertEquals(settings.enclaveConfig(), EnclaveConfig.parse(settings.toXml()));
    Json.parse(InternalConfig.of(config, true, MAC, MAC));
  }
}
