/// Images by where they are: registries, layouts, archives, and this user's own store, an OCI image
/// layout that processes share. Copies go from any of them to any other, every blob checked on the
/// way.
@NullMarked
package coffer.store;

import org.jspecify.annotations.NullMarked;
