/** A row with the place of its answer among all answers of the reading: of two that contradict each other, the later one is right. */
export interface Read<Row> {
  readonly row: Row;
  readonly answer: number;
}

/** Rows by their id in lower case: Azure answers ids in changing case. */
export type RowsById<Row> = Map<string, Read<Row>>;
