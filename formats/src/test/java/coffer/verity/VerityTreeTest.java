package coffer.verity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerityTreeTest {
  private static final int BLOCK = BlockHasher.BLOCK_SIZE;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 127, 128, 129, 256, 1000, 128 * 128, 128 * 128 + 1})
  void foldingGivesTheRootOfTheWholeTree(int blocks) {
    byte[] data = randomBlocks(blocks);
    assertEquals(NaiveVerity.root(data), tree(data, runs(blocks), false).root());
  }

  @Test
  void runsMayComeInAnyOrder() {
    byte[] data = randomBlocks(5000);
    List<Integer> shuffled = runs(5000);
    Collections.shuffle(shuffled, new Random(3));
    assertEquals(NaiveVerity.root(data), tree(data, shuffled, false).root());
  }

  @Test
  void runsOfZerosAreKnown() {
    VerityTree tree = new VerityTree();
    tree.putZeros(0);
    tree.putZeros(1);
    assertEquals(NaiveVerity.root(new byte[2 * VerityTree.RUN * BLOCK]), tree.root());
  }

  @Test
  void blocksOfKeptRunsCanBeReplaced() {
    byte[] data = randomBlocks(300);
    VerityTree tree = tree(data, runs(300), true);
    byte[] block = randomBlocks(1);
    for (int number : new int[] {0, 127, 128, 299}) {
      tree.replace(number, new BlockHasher().hash(block));
      System.arraycopy(block, 0, data, number * BLOCK, BLOCK);
    }
    assertEquals(NaiveVerity.root(data), tree.root());
  }

  @Test
  void blocksOfFoldedRunsCannot() {
    VerityTree tree = tree(randomBlocks(300), runs(300), false);
    assertThrows(IllegalArgumentException.class, () -> tree.replace(5, new byte[32]));
  }

  private static VerityTree tree(byte[] data, List<Integer> runs, boolean keep) {
    VerityTree tree = new VerityTree();
    BlockHasher hasher = new BlockHasher();
    int blocks = data.length / BLOCK;
    for (int run : runs) {
      byte[] digests = new byte[BLOCK];
      for (int i = 0; i < Math.min(VerityTree.RUN, blocks - run * VerityTree.RUN); i++) {
        hasher.hash(data, (run * VerityTree.RUN + i) * BLOCK, digests, i * 32);
      }
      tree.put(run, digests, keep);
    }
    return tree;
  }

  private static List<Integer> runs(int blocks) {
    List<Integer> runs = new ArrayList<>();
    for (int run = 0; run * VerityTree.RUN < blocks; run++) {
      runs.add(run);
    }
    return runs;
  }

  /// Every third block is zero.
  private static byte[] randomBlocks(int count) {
    byte[] data = new byte[count * BLOCK];
    new Random(count).nextBytes(data);
    for (int i = 2; i < count; i += 3) {
      Arrays.fill(data, i * BLOCK, (i + 1) * BLOCK, (byte) 0);
    }
    return data;
  }
}
