/// Images on disk: reading those made by others (OCI image layout as a folder or a tar, and
/// docker-archive), with every digest, size and diff id checked, and writing OCI image layouts.
/// Nothing is unpacked: a tar is indexed once and its blobs are read by position.
@NullMarked
package coffer.image;

import org.jspecify.annotations.NullMarked;
