package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.TCS_MAX_NUM;
import static coffer.sgx.enclave.ConfigElement.TCS_MIN_POOL;
import static coffer.sgx.enclave.ConfigElement.TCS_NUM;

/// How many threads an enclave has beside its utility thread, by how they come and go: `pool` stay,
/// `removed` are removed by a loader that can, `added` come later where memory is dynamic.
record Threads(long pool, long removed, long added) {
  static Threads of(EnclaveConfig config) {
    long others = config.value(TCS_NUM) - 1;
    long pool = Math.min(config.value(TCS_MIN_POOL), others);
    long most = config.value(TCS_MAX_NUM);
    return new Threads(pool, others - pool, most > pool + 1 ? most - pool : 0);
  }
}
