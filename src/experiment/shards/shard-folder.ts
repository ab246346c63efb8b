/** Where a shard has left its results. */
export interface ShardFolder {
  /** As the user named it. */
  readonly name: string;
  /** With the log of its trials. */
  readonly reportFolder: string;
  /** With teachers and trees. */
  readonly treeFolder: string;
}
