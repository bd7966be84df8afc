/// The compact ext4 file system that Microsoft's converter makes of a container layer, byte for
/// byte (microsoft/hcsshim, ext4/internal/compactext4): no journal, no checksums, no free space,
/// everything in the order in which it arrives. Field tables follow the kernel's "ext4 Data
/// Structures and Algorithms".
///
/// [Ext4Writer] builds the tree and appends to a [BlockSink]; nothing is read back and only the
/// first nine blocks and blocks of extended attributes are ever replaced. Each on-disk structure
/// has a type of its own that writes it.
///
/// Where the converter is wrong its bytes are kept, because they are part of the identity that
/// verifiers compare; such places say so.
@NullMarked
package coffer.ext4;

import org.jspecify.annotations.NullMarked;
