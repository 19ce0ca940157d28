/** Several processes on one database, killed and restarted while they draw ids. */
package io.leafboot.id.processes;
