import { bannerText, type ConnectionIdentity } from "../connection/connection";
import { escapeHtml, type View } from "@runbooks/kernel";

/** Where one is and who one is: green in the sandbox, red on live Azure. */
export function bannerView(connection: ConnectionIdentity): View {
  const text = bannerText(connection);
  const [title = "", ...lines] = text.split("\n");
  const colour = connection.mode === "sandbox" ? "#1a7f37" : "#cf222e";
  return {
    text,
    html:
      `<div style="border-left:6px solid ${colour};padding:4px 12px;margin:4px 0">` +
      `<strong style="color:${colour}">${escapeHtml(title)}</strong>` +
      `<pre style="margin:4px 0 0;background:none">${escapeHtml(lines.join("\n"))}</pre></div>`,
  };
}
