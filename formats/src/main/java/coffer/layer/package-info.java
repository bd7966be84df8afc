/// Container layers as confidential container groups identify them: the dm-verity root hash of the
/// ext4 file system that Microsoft's converter makes of a layer's tar (microsoft/hcsshim,
/// ext4/tar2ext4; microsoft/integrity-vhd, cmd/dmverity-vhd). docs/layer-hash.md tells the way from
/// the tar's bytes to the hash.
///
/// [LayerHash] reads [coffer.tar.TarReader], [LayerTree] translates entries for
/// [coffer.ext4.Ext4Writer], [RunSink] cuts its output into runs for [HashWorkers], and
/// [coffer.verity.VerityTree] collects their digests.
@NullMarked
package coffer.layer;

import org.jspecify.annotations.NullMarked;
