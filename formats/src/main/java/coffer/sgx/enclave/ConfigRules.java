package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the values of a configuration must be to each other (signing tool, `manage_metadata.cpp`).
final class ConfigRules {
  private static final List<ConfigElement> SIZES =
      List.of(
          STACK_MIN_SIZE,
          STACK_MAX_SIZE,
          HEAP_MIN_SIZE,
          HEAP_INIT_SIZE,
          HEAP_MAX_SIZE,
          RESERVED_MEM_MIN_SIZE,
          RESERVED_MEM_INIT_SIZE,
          RESERVED_MEM_MAX_SIZE,
          USER_REGION_SIZE);

  /// The largest address that an enclave can have on any processor so far, in bits.
  private static final int ADDRESS_BITS = 47;

  private final Map<ConfigElement, Long> given;
  private final List<String> problems = new ArrayList<>();

  ConfigRules(Map<ConfigElement, Long> given) {
    this.given = given;
  }

  List<String> problems() {
    SIZES.stream().filter(given::containsKey).forEach(this::size);
    atMost(STACK_MIN_SIZE, STACK_MAX_SIZE);
    ordered(HEAP_MIN_SIZE, HEAP_INIT_SIZE, HEAP_MAX_SIZE);
    ordered(RESERVED_MEM_MIN_SIZE, RESERVED_MEM_INIT_SIZE, RESERVED_MEM_MAX_SIZE);
    atMost(TCS_NUM, TCS_MAX_NUM);
    if (given.containsKey(TCS_MIN_POOL)) {
      atMost(TCS_MIN_POOL, given.containsKey(TCS_MAX_NUM) ? TCS_MAX_NUM : TCS_NUM);
    }
    features();
    return problems;
  }

  private void features() {
    if (on(HW) != on(LAUNCH_KEY)) {
      problems.add("HW and LaunchKey: both zero or both not zero wanted");
    }
    boolean ids =
        on(ISV_FAMILY_ID_H)
            || on(ISV_FAMILY_ID_L)
            || on(ISV_EXT_PROD_ID_H)
            || on(ISV_EXT_PROD_ID_L);
    if (ids && !on(ENABLE_KSS)) {
      problems.add("EnableKSS: 1 wanted with ISVFAMILYID or ISVEXTPRODID, found 0");
    }
    if ((on(ENCLAVE_IMAGE_ADDRESS) || on(ELRANGE_START_ADDRESS)) && !on(ELRANGE_SIZE)) {
      problems.add("ELRangeSize: wanted with EnclaveImageAddress or ELRangeStartAddress");
    }
    if (on(ENABLE_IPP_FIPS) && on(ENABLE_OSSL_FIPS)) {
      problems.add("EnableIPPFIPS and EnableOSSLFIPS: one of them wanted, found both");
    }
    boolean dynamic = (value(MISC_SELECT) & value(MISC_MASK) & 1) == 1;
    if (on(USER_REGION_SIZE) && !dynamic) {
      problems.add("UserRegionSize: bit 0 of MiscSelect and of MiscMask wanted with it");
    }
  }

  private long value(ConfigElement element) {
    return EnclaveConfig.value(given, element);
  }

  private boolean on(ConfigElement element) {
    return value(element) != 0;
  }

  private void size(ConfigElement element) {
    long size = value(element);
    if (!Pages.aligned(size)) {
      problems.add(
          "%s: a multiple of 4096 wanted, found %s"
              .formatted(element, Long.toUnsignedString(size)));
    } else if (size >>> ADDRESS_BITS != 0) {
      problems.add(
          "%s: less than 2^%d bytes wanted, found %s"
              .formatted(element, ADDRESS_BITS, Long.toUnsignedString(size)));
    }
  }

  /// The middle one counts only when it was given.
  private void ordered(ConfigElement least, ConfigElement middle, ConfigElement most) {
    if (given.containsKey(middle)) {
      atMost(least, middle);
      atMost(middle, most);
    } else {
      atMost(least, most);
    }
  }

  private void atMost(ConfigElement smaller, ConfigElement larger) {
    long small = value(smaller);
    long large = value(larger);
    if (Long.compareUnsigned(small, large) > 0) {
      problems.add(
          "%s: at most %s (%s) wanted, found %s"
              .formatted(
                  smaller, larger, Long.toUnsignedString(large), Long.toUnsignedString(small)));
    }
  }
}
