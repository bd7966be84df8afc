package coffer.sgx.sefs;

/// Something of the tree that an image cannot hold.
///
/// @param path one character per byte, without a slash at the start
public record Loss(Kind kind, String path) {
  /// What was lost.
  public enum Kind {
    DEVICE("devices are left out"),
    FIFO("FIFOs are left out"),
    SOCKET("sockets are left out"),
    HARD_LINK("hard links become copies"),
    XATTR("extended attributes are dropped"),
    SPECIAL_MODE("set-user-id, set-group-id and sticky bits are dropped"),
    OWNER("owners are dropped: everything belongs to root"),
    ROOT_MODE("the root folder has mode 0755 in any case");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// What happens to such an entry, as a sentence without a final period.
    public String text() {
      return text;
    }
  }
}
