import { gunzipSync } from "node:zlib";

/** A page with what travels packed in it as text: the rows of its tables, and its still pictures. */
export interface UnpackedPage {
  readonly text: string;
  readonly tables: number;
  readonly pictures: number;
}

/** Unpacks what a reader's browser would. Plotly itself, which is packed too, stays as it is. */
export function unpacked(page: string): UnpackedPage {
  let tables = 0;
  let pictures = 0;
  const text = page
    .replace(/(class="rows">)([^<]*)/g, (_, before: string, rows: string) => {
      tables += 1;
      return before + gunzipSync(Buffer.from(rows, "base64")).toString();
    })
    .replace(/data:image\/svg\+xml;base64,([^"]*)/g, (_, picture: string) => {
      pictures += 1;
      return Buffer.from(picture, "base64").toString();
    });
  return { text, tables, pictures };
}
