package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.sgx.quote.EnclaveAttributes;

/// The processor features of an enclave and which of them its signature fixes.
///
/// @param attributes what the signature says
/// @param mask which of those bits the processor compares
/// @param wanted what the loader asks for: as said, and whatever the processor has where the
///   signature leaves it open
record Features(EnclaveAttributes attributes, EnclaveAttributes mask, EnclaveAttributes wanted) {
  private static final long DEBUG = 1 << 1;
  private static final long MODE_64_BIT = 1 << 2;
  private static final long PROVISION_KEY_BIT = 1 << 4;
  private static final long LAUNCH_KEY_BIT = 1 << 5;
  private static final long KSS = 1 << 7;
  private static final long AEX_NOTIFY = 1 << 10;

  /// Bits that the loader of any version may set.
  private static final long RESERVED_FOR_LOADERS = 0x00FF_0000_0000_0000L;

  private static final long LEGACY_STATE = 0x3;
  private static final long PKRU_STATE = 0x200;
  private static final long AMX_STATE = 0x60000;

  /// States whose use the loader decides, unless the configuration does.
  private static final long OPEN_STATES = 0x602E7;

  private static final long SWITCHED_ON = 1;
  private static final long LOADER_DECIDES = 2;

  static Features of(EnclaveConfig config) {
    long flags = MODE_64_BIT;
    flags |= config.on(PROVISION_KEY) ? PROVISION_KEY_BIT : 0;
    flags |= config.on(LAUNCH_KEY) ? LAUNCH_KEY_BIT : 0;
    flags |= config.on(ENABLE_KSS) ? KSS : 0;
    flags |= config.on(ENABLE_AEX_NOTIFY) ? AEX_NOTIFY : 0;
    long flagMask = ~(DEBUG | RESERVED_FOR_LOADERS) | (config.on(DISABLE_DEBUG) ? DEBUG : 0);
    long state = LEGACY_STATE;
    long stateMask = LEGACY_STATE | ~OPEN_STATES;
    state |= config.value(PKRU) == SWITCHED_ON ? PKRU_STATE : 0;
    state |= config.value(AMX) == SWITCHED_ON ? AMX_STATE : 0;
    stateMask |= config.value(PKRU) == LOADER_DECIDES ? 0 : PKRU_STATE;
    stateMask |= config.value(AMX) == LOADER_DECIDES ? 0 : AMX_STATE;
    return new Features(
        new EnclaveAttributes(flags, state),
        new EnclaveAttributes(flagMask, stateMask),
        new EnclaveAttributes(flags, ~stateMask | (state & stateMask)));
  }
}
