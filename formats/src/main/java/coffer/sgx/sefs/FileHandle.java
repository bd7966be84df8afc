package coffer.sgx.sefs;

/// The content of one or several files of a tree, which is given to the writer once.
public final class FileHandle {
  private final long size;

  FileHandle(long size) {
    this.size = size;
  }

  /// In bytes.
  public long size() {
    return size;
  }
}
