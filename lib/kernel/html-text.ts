import { citedDocuments } from "@runbooks/azure";
import { escapeHtml } from "./escape-html";

interface DocumentLinks {
  readonly titles: RegExp;
  readonly urls: ReadonlyMap<string, string>;
}

let kept: DocumentLinks | undefined;

/**
 * Text as HTML, in which the title of each document in `data/documents.json` links to its newest copy.
 *
 * Views cite a document by its title and date, so the title is enough to find the address.
 */
export function htmlWithDocumentLinks(text: string): string {
  kept ??= documentLinks();
  const { titles, urls } = kept;
  return escapeHtml(text).replace(
    titles,
    (title) =>
      `<a href="${escapeHtml(urls.get(title) ?? "")}" target="_blank" rel="noopener" style="color:inherit">${title}</a>`,
  );
}

/** Titles as HTML has them, the longest first: some begin with the whole of another. No title ends in the middle of a word. */
function documentLinks(): DocumentLinks {
  const urls = new Map(citedDocuments().map(({ title, url }) => [escapeHtml(title), url]));
  const titles = [...urls.keys()]
    .sort((one, other) => other.length - one.length)
    .map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return { titles: new RegExp(`(?:${titles.join("|")})(?!\\w)`, "g"), urls };
}
