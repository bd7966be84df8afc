package coffer.occlum;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.ConfigElement;
import coffer.sgx.enclave.EnclaveConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What Occlum asks of the signing tool: `Enclave.xml`.
public final class EnclaveSettings {
  private static final long MOST_THREADS = 4096;
  private static final long FIRST_THREADS = 16;

  /// What the SDK itself needs of the region that grows.
  private static final long SDK_REGION = 1L << 30;

  private static final long ALL_BITS = 0xFFFF_FFFFL;

  private final Map<ConfigElement, Long> elements = new LinkedHashMap<>();

  private EnclaveSettings() {}

  /// @param edmmPlatform whether the enclave is built for machines with dynamic memory
  public static EnclaveSettings of(OcclumConfig config, boolean edmmPlatform) {
    EnclaveSettings settings = new EnclaveSettings();
    settings.fill(config, config.dynamic(edmmPlatform));
    return settings;
  }

  private void fill(OcclumConfig config, boolean edmm) {
    OcclumConfig.ResourceLimits limits = config.limits();
    put(PROD_ID, config.metadata().productId());
    put(ISV_SVN, config.metadata().versionNumber());
    put(STACK_MAX_SIZE, limits.kernelStack().bytes());
    put(STACK_MIN_SIZE, limits.kernelStack().bytes());
    heap(limits, edmm);
    threads(limits, edmm);
    put(TCS_POLICY, 0);
    put(DISABLE_DEBUG, config.metadata().debuggable() ? 0 : 1);
    put(MISC_SELECT, edmm ? 1 : 0);
    put(MISC_MASK, edmm ? ALL_BITS : 0);
    userSpace(limits, edmm);
    ids(config.metadata());
    put(PKRU, config.feature().pkru());
    put(AMX, config.feature().amx());
  }

  private void heap(OcclumConfig.ResourceLimits limits, boolean edmm) {
    long most = limits.kernelHeapLimit(edmm);
    long first = edmm ? limits.kernelHeap().bytes() : most;
    put(HEAP_INIT_SIZE, first);
    put(HEAP_MAX_SIZE, most);
    put(HEAP_MIN_SIZE, first);
  }

  private void threads(OcclumConfig.ResourceLimits limits, boolean edmm) {
    long first = limits.maxThreads();
    if (edmm) {
      Long wanted = limits.initThreads();
      first = wanted == null ? Math.min(FIRST_THREADS, limits.maxThreads()) : wanted;
    }
    put(TCS_NUM, first);
    put(TCS_MAX_NUM, edmm ? Math.max(limits.maxThreads(), MOST_THREADS) : limits.maxThreads());
    put(TCS_MIN_POOL, first);
  }

  private void userSpace(OcclumConfig.ResourceLimits limits, boolean edmm) {
    long most = limits.userSpaceLimit(edmm);
    long first = edmm ? limits.userSpace().bytes() : most;
    put(RESERVED_MEM_MAX_SIZE, first);
    put(RESERVED_MEM_MIN_SIZE, first);
    put(RESERVED_MEM_INIT_SIZE, first);
    put(RESERVED_MEM_EXECUTABLE, 1);
    if (edmm) {
      put(USER_REGION_SIZE, most == first ? most : most + SDK_REGION);
    }
  }

  private void ids(OcclumConfig.Metadata metadata) {
    OcclumConfig.Ids ids = metadata.ids();
    put(ENABLE_KSS, ids == null ? 0 : 1);
    put(ISV_EXT_PROD_ID_H, ids == null ? 0 : ids.extProdIdHigh());
    put(ISV_EXT_PROD_ID_L, ids == null ? 0 : ids.extProdIdLow());
    put(ISV_FAMILY_ID_H, ids == null ? 0 : ids.familyIdHigh());
    put(ISV_FAMILY_ID_L, ids == null ? 0 : ids.familyIdLow());
  }

  private void put(ConfigElement element, long value) {
    elements.put(element, value);
  }

  /// What the signing tool would refuse, if anything.
  Optional<String> problem() {
    try {
      enclaveConfig();
      return Optional.empty();
    } catch (MalformedException e) {
      return Optional.of("Enclave.xml: " + e.getMessage());
    }
  }

  /// The same for those who measure and sign.
  public EnclaveConfig enclaveConfig() {
    return new EnclaveConfig(elements);
  }

  /// The text of Enclave.xml: one line without a line feed, in the order of Occlum's own tool.
  public String toXml() {
    StringBuilder out = new StringBuilder("<EnclaveConfiguration>");
    elements.forEach(
        (element, value) ->
            out.append("<%s>%s</%s>".formatted(element, text(element, value), element)));
    return out.append("</EnclaveConfiguration>").toString();
  }

  private static String text(ConfigElement element, long value) {
    return element == MISC_MASK && value != 0
        ? "0x%X".formatted(value)
        : Long.toUnsignedString(value);
  }
}
