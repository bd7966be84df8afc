package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

/// Which metadata an enclave's file gets: for loaders that know dynamic memory (SGX2), for those
/// that do not (SGX1), or both (signing tool, `manage_metadata.cpp`, `update_metadata`).
enum MetadataForms {
  SGX1,
  SGX2,
  BOTH;

  static MetadataForms of(EnclaveConfig config, SdkProfile.Tool tool) {
    boolean sgx2 = wantsSgx2(config);
    boolean sgx1 = !sgx2 || tool == SdkProfile.Tool.OCCLUM || !onlySgx2(config);
    return sgx1 && sgx2 ? BOTH : sgx1 ? SGX1 : SGX2;
  }

  static boolean wantsSgx2(EnclaveConfig config) {
    return config.on(USER_REGION_SIZE)
        || (isDynamic(config) && (config.value(MISC_SELECT) & 1) == 1);
  }

  private static boolean onlySgx2(EnclaveConfig config) {
    return config.on(USER_REGION_SIZE) || (config.value(MISC_MASK) & 1) == 1;
  }

  /// Something in the enclave comes or goes while it runs.
  private static boolean isDynamic(EnclaveConfig config) {
    return !same(config, HEAP_INIT_SIZE, HEAP_MIN_SIZE, HEAP_MAX_SIZE)
        || !same(config, STACK_MAX_SIZE, STACK_MIN_SIZE, STACK_MIN_SIZE)
        || !same(config, RESERVED_MEM_INIT_SIZE, RESERVED_MEM_MIN_SIZE, RESERVED_MEM_MAX_SIZE)
        || config.value(TCS_MAX_NUM) != Threads.of(config).pool() + 1;
  }

  private static boolean same(
      EnclaveConfig config, ConfigElement first, ConfigElement second, ConfigElement third) {
    return config.value(first) == config.value(second)
        && config.value(second) == config.value(third);
  }
}
