package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.bytes.MalformedException;
import java.util.List;

/// What a configuration can ask for, and this signing tool does not do: results that nobody
/// compared with those of the SDK's own tool.
final class UnsupportedElements {
  private static final List<ConfigElement> NEVER =
      List.of(
          ENABLE_IPP_FIPS,
          ENABLE_OSSL_FIPS,
          ENCLAVE_IMAGE_ADDRESS,
          ELRANGE_START_ADDRESS,
          ELRANGE_SIZE);

  private UnsupportedElements() {}

  static void require(EnclaveConfig config, SdkProfile sdk) {
    for (ConfigElement element : NEVER) {
      if (config.on(element)) {
        throw new MalformedException(element + ": not supported; leave it out or set it to 0");
      }
    }
    if (config.on(ENABLE_AEX_NOTIFY) && !sdk.knowsAexNotify()) {
      throw new MalformedException(ENABLE_AEX_NOTIFY + ": SGX SDK 2.20 or later wanted");
    }
    if (MetadataForms.wantsSgx2(config) && !sdk.knowsUserRegion()) {
      throw new MalformedException(
          "dynamic memory (MiscSelect): SGX SDK 2.20 or later wanted, found " + sdk);
    }
  }
}
