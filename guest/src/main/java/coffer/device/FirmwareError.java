package coffer.device;

/// What the firmware and the hypervisor say when a request fails: the firmware's status in the low
/// half, the hypervisor's in the high half (GHCB specification, "SNP Guest Request").
final class FirmwareError {
  private static final long HYPERVISOR_BUSY = 2;

  private FirmwareError() {}

  /// The failure with these words; one that a later attempt may not meet when the hypervisor is
  /// busy.
  static DeviceException of(DeviceException failure, long error) {
    long hypervisor = error >>> 32;
    long firmware = error & 0xffffffffL;
    if (error == 0) {
      return failure;
    }
    boolean busy = hypervisor == HYPERVISOR_BUSY;
    return new DeviceException(
        "%s; firmware 0x%x, hypervisor 0x%x%s"
            .formatted(
                failure.getMessage(),
                firmware,
                hypervisor,
                busy ? " (too many requests; wait a while)" : ""),
        busy ? DeviceException.EBUSY : failure.errno());
  }
}
