package coffer.sgx.enclave;

import java.util.Arrays;
import java.util.Optional;

/// The elements of an enclave's configuration file, with the range of each and what it is when the
/// file does not say (SGX SDK Developer Reference, "Enclave Configuration File"; signing tool,
/// `sign_tool.cpp`). Numbers are unsigned, of 64 bits.
public enum ConfigElement {
  PROD_ID("ProdID", 0, 0, 0xFFFF),
  ISV_SVN("ISVSVN", 0, 0, 0xFFFF),
  RELEASE_TYPE("ReleaseType", 0, 0, 1),
  INTEL_SIGNED("IntelSigned", 0, 0, 1),
  PROVISION_KEY("ProvisionKey", 0, 0, 1),
  LAUNCH_KEY("LaunchKey", 0, 0, 1),
  DISABLE_DEBUG("DisableDebug", 0, 0, 1),
  HW("HW", 0, 0, 0x10),
  TCS_NUM("TCSNum", 1, 1, 0xFFFF_FFFFL),
  TCS_MAX_NUM("TCSMaxNum", 1, 1, 0xFFFF_FFFFL),
  TCS_MIN_POOL("TCSMinPool", 1, 0, 0xFFFF_FFFFL),
  TCS_POLICY("TCSPolicy", 1, 0, 1),
  STACK_MAX_SIZE("StackMaxSize", 0x40000, 0x2000, -1),
  STACK_MIN_SIZE("StackMinSize", 0x2000, 0x2000, -1),
  HEAP_MAX_SIZE("HeapMaxSize", 0x100_0000, 0, -1),
  HEAP_MIN_SIZE("HeapMinSize", 0x1000, 0, -1),
  HEAP_INIT_SIZE("HeapInitSize", 0x1000, 0, -1),
  RESERVED_MEM_MAX_SIZE("ReservedMemMaxSize", 0, 0, -1),
  RESERVED_MEM_MIN_SIZE("ReservedMemMinSize", 0, 0, -1),
  RESERVED_MEM_INIT_SIZE("ReservedMemInitSize", 0, 0, -1),
  RESERVED_MEM_EXECUTABLE("ReservedMemExecutable", 0, 0, 1),
  USER_REGION_SIZE("UserRegionSize", 0, 0, -1),
  MISC_SELECT("MiscSelect", 0, 0, 0xFFFF_FFFFL),
  MISC_MASK("MiscMask", 0xFFFF_FFFFL, 0, 0xFFFF_FFFFL),
  ENABLE_KSS("EnableKSS", 0, 0, 1),
  ISV_FAMILY_ID_H("ISVFAMILYID_H", 0, 0, -1),
  ISV_FAMILY_ID_L("ISVFAMILYID_L", 0, 0, -1),
  ISV_EXT_PROD_ID_H("ISVEXTPRODID_H", 0, 0, -1),
  ISV_EXT_PROD_ID_L("ISVEXTPRODID_L", 0, 0, -1),
  PKRU("PKRU", 0, 0, 2),
  AMX("AMX", 0, 0, 2),
  ENABLE_AEX_NOTIFY("EnableAEXNotify", 0, 0, 1),
  ENABLE_IPP_FIPS("EnableIPPFIPS", 0, 0, 1),
  ENABLE_OSSL_FIPS("EnableOSSLFIPS", 0, 0, 1),
  ENCLAVE_IMAGE_ADDRESS("EnclaveImageAddress", 0, 0x1000, -1),
  ELRANGE_START_ADDRESS("ELRangeStartAddress", 0, 0, -1),
  ELRANGE_SIZE("ELRangeSize", 0, 0x1000, -1);

  private final String text;
  private final long byDefault;
  private final long minimum;
  private final long maximum;

  ConfigElement(String text, long byDefault, long minimum, long maximum) {
    this.text = text;
    this.byDefault = byDefault;
    this.minimum = minimum;
    this.maximum = maximum;
  }

  /// As the file spells it.
  @Override
  public String toString() {
    return text;
  }

  long byDefault() {
    return byDefault;
  }

  /// What is wrong with this value, if anything.
  Optional<String> problem(long value) {
    if (Long.compareUnsigned(value, minimum) >= 0 && Long.compareUnsigned(value, maximum) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: %s to %s wanted, found %s"
            .formatted(
                text,
                Long.toUnsignedString(minimum),
                Long.toUnsignedString(maximum),
                Long.toUnsignedString(value)));
  }

  static Optional<ConfigElement> named(String text) {
    return Arrays.stream(values()).filter(element -> element.text.equals(text)).findFirst();
  }
}
