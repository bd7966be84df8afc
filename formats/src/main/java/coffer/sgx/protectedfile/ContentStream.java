package coffer.sgx.protectedfile;

import java.io.IOException;
import java.io.InputStream;

/// The content of a protected file, verified group by group.
final class ContentStream extends InputStream {
  private final ProtectedFileReader file;
  private final int groups;
  private int group;
  private byte[] buffer;
  private int position;
  private int end;

  ContentStream(ProtectedFileReader file) {
    this.file = file;
    groups = Nodes.groups(file.size());
    buffer = file.head();
    end = buffer.length;
  }

  @Override
  public int read() throws IOException {
    return more() ? Byte.toUnsignedInt(buffer[position++]) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, end - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private boolean more() throws IOException {
    if (position == end && group < groups) {
      if (group == 0) {
        buffer = new byte[Nodes.GROUP];
      }
      int length = Nodes.groupContent(file.size(), group);
      file.readGroup(group, buffer, length);
      group++;
      position = Nodes.SIZE;
      end = Nodes.SIZE + length;
    }
    return position < end;
  }
}
