package coffer.sgx.protectedfile;

/// Where the nodes of a protected file are (`file_read_write.cpp`, `get_node_numbers`). Node 0 is
/// the metadata node with the first bytes of the content. Then come groups: hash node k is node 1 +
/// 97k, and its up to 96 data nodes follow it. Hash node k also holds the tags of hash nodes 32k +
/// 1 to 32k + 32; hash node 0 is the root.
final class Nodes {
  static final int SIZE = 4096;

  /// Bytes of content in the metadata node.
  static final int HEAD = 3072;

  /// Data nodes below a hash node.
  static final int DATA = 96;

  /// Hash nodes below a hash node.
  static final int CHILDREN = 32;

  /// A hash node and its data nodes, in bytes.
  static final int GROUP = (1 + DATA) * SIZE;

  /// Content of a full group, in bytes.
  static final int GROUP_CONTENT = DATA * SIZE;

  /// Key and tag of a node, as its parent holds them, in bytes.
  static final int ENTRY = 32;

  /// The largest content, 1 TiB: a bound for memory, not of the format.
  static final long MAX_CONTENT = 1L << 40;

  private Nodes() {}

  /// How many groups a content of `size` bytes has; none when the metadata node holds all of it.
  static int groups(long size) {
    return Math.toIntExact(Math.ceilDiv(beyondHead(size), GROUP_CONTENT));
  }

  /// How many of `groups` hash nodes have hash nodes below them: the first ones.
  static int inner(int groups) {
    return groups < 2 ? 0 : Math.ceilDiv(groups - 1, CHILDREN);
  }

  /// How many hash nodes hang below hash node `group` of `groups`.
  static int children(int groups, int group) {
    return Math.clamp(groups - 1L - (long) group * CHILDREN, 0, CHILDREN);
  }

  /// Content of group `group` of a file of `size` bytes, in bytes.
  static int groupContent(long size, int group) {
    return (int) Math.min(GROUP_CONTENT, beyondHead(size) - (long) group * GROUP_CONTENT);
  }

  /// How many data nodes hold `content` bytes.
  static int dataNodes(int content) {
    return Math.ceilDiv(content, SIZE);
  }

  /// Size of the protected file in bytes.
  static long fileSize(long size) {
    return SIZE * (1 + groups(size) + Math.ceilDiv(beyondHead(size), (long) SIZE));
  }

  /// Number of the hash node of a group.
  static long hashNode(int group) {
    return 1 + (long) group * (1 + DATA);
  }

  static int parent(int group) {
    return (group - 1) / CHILDREN;
  }

  /// Where the parent of hash node `group` keeps its key and tag.
  static int entryInParent(int group) {
    return (DATA + (group - 1) % CHILDREN) * ENTRY;
  }

  private static long beyondHead(long size) {
    return Math.max(0, size - HEAD);
  }
}
