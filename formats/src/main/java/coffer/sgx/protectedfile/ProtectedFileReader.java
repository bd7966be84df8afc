package coffer.sgx.protectedfile;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// Reads one protected file. Everything is verified before it is given out: the whole header and
/// the MAC when the file is opened, the tag of each node when it is read.
public final class ProtectedFileReader implements AutoCloseable {
  private final NodeSource in;
  private final NodeCipher cipher;
  private final MetadataNode metadata;
  private final Bytes mac;
  private final byte[][] innerHashNodes;

  private ProtectedFileReader(NodeSource in, NodeCipher cipher, MetadataNode metadata, Bytes mac) {
    this.in = in;
    this.cipher = cipher;
    this.metadata = metadata;
    this.mac = mac;
    innerHashNodes = new byte[Nodes.inner(Nodes.groups(metadata.size()))][];
  }

  /// Opens a file that was made under `name`, in UTF-8, with this protection.
  ///
  /// Closes `in` when the file is closed, or at once when it cannot be opened.
  ///
  /// @throws MalformedException when it is no such file or is cut; says where
  /// @throws IntegrityException when it was changed, or has another key or name
  public static ProtectedFileReader open(NodeSource in, String name, Protection protection)
      throws IOException {
    try {
      return opened(in, FileName.of(name), protection);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static ProtectedFileReader opened(NodeSource in, FileName wanted, Protection protection)
      throws IOException {
    NodeCipher cipher = NodeCipher.of(protection, wanted);
    byte[] node = new byte[Nodes.SIZE];
    if (in.size() < Nodes.SIZE || in.size() % Nodes.SIZE != 0) {
      throw new MalformedException(
          "a protected file has whole nodes of %d bytes and at least one, found %d bytes"
              .formatted(Nodes.SIZE, in.size()));
    }
    in.read(node, 0, Nodes.SIZE, 0);
    MetadataNode.checkHeader(node, cipher.integrityOnly());
    Bytes mac = MetadataNode.mac(node);
    if (!cipher.openMetadata(node)) {
      throw new IntegrityException(
          MetadataNode.MAC,
          cipher.integrityOnly()
              ? "the MAC is not that of the metadata node: the file was changed"
              : "the MAC is not that of the metadata node under this key: another key, or the file"
                  + " was changed");
    }
    MetadataNode metadata = MetadataNode.parse(node);
    if (!metadata.name().equals(wanted)) {
      throw new IntegrityException(
          MetadataNode.SECRET,
          "the file was made under the name '%s', want '%s'".formatted(metadata.name(), wanted));
    }
    if (in.size() != Nodes.fileSize(metadata.size())) {
      throw new MalformedException(
          "the file has %d bytes, want %d for a content of %d bytes"
              .formatted(in.size(), Nodes.fileSize(metadata.size()), metadata.size()));
    }
    return new ProtectedFileReader(in, cipher, metadata, mac);
  }

  /// Size of the content in bytes.
  public long size() {
    return metadata.size();
  }

  /// The MAC of the file, 16 bytes.
  public Bytes mac() {
    return mac;
  }

  /// Writes the whole content to `out`, which stays open. When this throws, what was written was
  /// verified, but there is more of it.
  public void copyTo(OutputStream out) throws IOException {
    out.write(metadata.head());
    byte[] buffer = new byte[Nodes.GROUP];
    int groups = Nodes.groups(size());
    for (int group = 0; group < groups; group++) {
      int length = Nodes.groupContent(size(), group);
      readGroup(group, buffer, length);
      out.write(buffer, Nodes.SIZE, length);
    }
  }

  /// The whole content as a stream, which [#copyTo] reads faster; closing it closes the file.
  public InputStream content() {
    return new ContentStream(this);
  }

  byte[] head() {
    return metadata.head();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /// Reads and verifies a group: its `length` bytes of content are behind the hash node.
  void readGroup(int group, byte[] buffer, int length) throws IOException {
    int dataNodes = Nodes.dataNodes(length);
    long first = Nodes.hashNode(group);
    in.read(buffer, 0, (1 + dataNodes) * Nodes.SIZE, first * Nodes.SIZE);
    openHashNode(group, buffer, dataNodes);
    for (int i = 0; i < dataNodes; i++) {
      open(buffer, (1 + i) * Nodes.SIZE, first + 1 + i, buffer, i * Nodes.ENTRY);
    }
    int end = Nodes.SIZE + length;
    zeros(buffer, end, (1 + dataNodes) * Nodes.SIZE - end, first);
  }

  private void openHashNode(int group, byte[] node, int dataNodes) {
    byte[] table = group == 0 ? metadata.rootEntry() : innerHashNodes[Nodes.parent(group)];
    int entry = group == 0 ? 0 : Nodes.entryInParent(group);
    open(node, 0, Nodes.hashNode(group), table, entry);
    int used = dataNodes * Nodes.ENTRY;
    int children = Nodes.children(Nodes.groups(size()), group);
    int childrenAt = Nodes.DATA * Nodes.ENTRY;
    zeros(node, used, childrenAt - used, Nodes.hashNode(group));
    int childrenEnd = childrenAt + children * Nodes.ENTRY;
    zeros(node, childrenEnd, Nodes.SIZE - childrenEnd, Nodes.hashNode(group));
    if (children > 0) {
      innerHashNodes[group] = Arrays.copyOf(node, Nodes.SIZE);
    }
  }

  private void open(byte[] buffer, int offset, long node, byte[] table, int entry) {
    if (!cipher.open(buffer, offset, table, entry)) {
      throw new IntegrityException(
          node * Nodes.SIZE,
          "node %d is not the one whose tag its hash node has: the file was changed"
              .formatted(node));
    }
  }

  /// What is not used is zero; `first` is the number of the node at the start of `buffer`.
  private static void zeros(byte[] buffer, int offset, int length, long first) {
    for (int at = offset; at < offset + length; at++) {
      if (buffer[at] != 0) {
        throw new MalformedException(first * Nodes.SIZE + at, "reserved byte is not zero");
      }
    }
  }
}
