package coffer.sgx.sefs;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.sgx.protectedfile.NodeWorkers;
import coffer.sgx.protectedfile.ProtectedFileReader;
import coffer.sgx.protectedfile.ProtectedFileWriter;
import coffer.sgx.protectedfile.Protection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Writes the image of a tree as `sefs-cli zip` does (`rcore-fs-cli/src/zip.rs`). The contents of
/// files may come in any order; [#finish] writes what is left. Called by one thread; others seal.
/// After a failure nothing of the image is of use.
public final class SefsWriter {
  private final ImageFiles image;
  private final Protection protection;
  private final NodeWorkers workers;

  /// By number.
  private final List<SefsNode> nodes = new ArrayList<>();

  private final Map<SefsNode, CompletableFuture<Bytes>> macs = new HashMap<>();

  /// Files whose content did not come yet, those with the same content together.
  private final Map<FileHandle, List<SefsNode.RegularFile>> missing = new HashMap<>();

  /// Files with the same content, the first of which is written or being written.
  private final List<List<SefsNode.RegularFile>> copies = new ArrayList<>();

  /// The tree is complete; nothing is written yet.
  public SefsWriter(SefsTree tree, ImageFiles image, Protection protection, NodeWorkers workers) {
    this.image = image;
    this.protection = protection;
    this.workers = workers;
    number(tree.root());
  }

  /// Writes every file with this content; none when all were replaced in the tree.
  ///
  /// @param content is read, and stays open; has as many bytes as was said, or it is refused
  public void write(FileHandle handle, InputStream content) throws IOException {
    List<SefsNode.RegularFile> files = missing.remove(handle);
    if (files != null) {
      write(files.getFirst(), content, handle.size());
      copies.add(files);
    }
  }

  /// Writes everything else. Every content has come.
  public ImageSummary finish() throws IOException {
    if (!missing.isEmpty()) {
      throw new IllegalStateException("no content for %d files".formatted(missing.size()));
    }
    for (SefsNode node : nodes) {
      switch (node) {
        case SefsNode.Folder folder -> write(folder, folder.entries());
        case SefsNode.Symlink link -> write(link, link.target.toArray());
        case SefsNode.RegularFile _ -> {}
      }
    }
    writeCopies();
    SortedMap<Integer, Inode> inodes = new TreeMap<>();
    long contentBytes = 0;
    for (SefsNode node : nodes) {
      Inode inode = inode(node);
      inodes.put(node.number, inode);
      contentBytes += node.type() == SefsType.FILE ? inode.size() : 0;
    }
    byte[] metadata = new MetadataFile(inodes).toBytes();
    Bytes rootMac =
        ProtectedFileWriter.write(
            image.create(MetadataFile.NAME),
            MetadataFile.NAME,
            new ByteArrayInputStream(metadata),
            metadata.length,
            protection);
    return new ImageSummary(rootMac, nodes.size(), contentBytes);
  }

  /// Gives every node its number: each child before its own children, in the order of the names.
  private void number(SefsNode.Folder root) {
    Deque<SefsNode> pending = new ArrayDeque<>(List.of(root));
    int next = MetadataFile.ROOT;
    root.parent = next;
    while (!pending.isEmpty()) {
      SefsNode node = pending.pop();
      next += MetadataFile.isFreeMap(next) ? 1 : 0;
      node.number = next++;
      nodes.add(node);
      switch (node) {
        case SefsNode.Folder folder -> pushChildren(pending, folder);
        case SefsNode.RegularFile file ->
            missing.computeIfAbsent(file.handle, _ -> new ArrayList<>()).add(file);
        case SefsNode.Symlink _ -> {}
      }
    }
  }

  private static void pushChildren(Deque<SefsNode> pending, SefsNode.Folder folder) {
    for (SefsNode child : List.copyOf(folder.children.values()).reversed()) {
      if (child instanceof SefsNode.Folder below) {
        below.parent = folder.number;
      }
      pending.push(child);
    }
  }

  private void write(SefsNode node, byte[] content) throws IOException {
    write(node, new ByteArrayInputStream(content), content.length);
  }

  private void write(SefsNode node, InputStream content, long size) throws IOException {
    String name = node.fileName();
    macs.put(
        node,
        ProtectedFileWriter.start(image.create(name), name, content, size, protection, workers));
  }

  /// Copies are made from the first file, which is read back: content comes only once.
  private void writeCopies() throws IOException {
    for (List<SefsNode.RegularFile> files : copies) {
      SefsNode.RegularFile first = files.getFirst();
      for (SefsNode.RegularFile copy : files.subList(1, files.size())) {
        mac(first);
        String name = first.fileName();
        try (ProtectedFileReader written =
            ProtectedFileReader.open(image.open(name), name, protection)) {
          write(copy, written.content(), written.size());
        }
      }
    }
  }

  private Inode inode(SefsNode node) throws IOException {
    Inode inode = node.inode(mac(node));
    if (inode.links() > Inode.MAX_LINKS) {
      throw new MalformedException(
          "a folder with %d folders in it; at most %d are allowed"
              .formatted(inode.links() - 2, Inode.MAX_LINKS - 2));
    }
    return inode;
  }

  private Bytes mac(SefsNode node) throws IOException {
    CompletableFuture<Bytes> mac = macs.get(node);
    if (mac == null) {
      throw new AssertionError("inode %d was not written".formatted(node.number));
    }
    return ProtectedFileWriter.await(mac);
  }
}
