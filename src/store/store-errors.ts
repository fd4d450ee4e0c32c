/** Another process has the data directory open. The message is one sentence for the operator. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

/** The data directory cannot be used. The message is one sentence for the operator, with the remedy. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** Migrations and database do not fit together. The message names the files and the remedy. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The database refused a call, or could not be reached. `code` is a SQLSTATE, or PostgREST's own code. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
