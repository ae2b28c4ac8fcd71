import type { CommandContext } from "../volumes";

const closes: Readonly<Record<string, string>> = { "{": "}", "(": ")" };

/**
 * The statements of a PowerShell script: lines, and blocks of lines from an opening bracket to its closing one. Blanks around each are
 * taken off; comments and empty lines are left out.
 */
export function statementsOf(lines: readonly string[]): readonly string[] {
  const statements: string[] = [];
  let current: string[] = [];
  for (const line of lines) {
    if (current.length === 0 && (line.trim() === "" || line.trim().startsWith("#"))) continue;
    current.push(line);
    const text = current.join("\n");
    if (isOpen(text)) continue;
    statements.push(text.trim());
    current = [];
  }
  if (current.length > 0) statements.push(current.join("\n").trim());
  return statements;
}

/** Whether a bracket is still open, or an operator waits for more at the end of the line. Brackets in quotes are none. */
function isOpen(text: string): boolean {
  const bare = text.replaceAll(/'[^']*'|"[^"]*"/g, "");
  const open: string[] = [];
  for (const character of bare) {
    const close = closes[character];
    if (close !== undefined) open.push(close);
    else if (open.at(-1) === character) open.pop();
  }
  return open.length > 0 || /[,|]\s*$/.test(bare);
}

/** What a command leaves behind. */
export interface CommandOutput {
  readonly stdout?: string;
  readonly stderr?: string;
  /** 0 unless said. */
  readonly exitCode?: number;
}

/** A line that a guest understands. */
export interface Command {
  readonly pattern: RegExp;
  readonly run: (context: CommandContext, match: RegExpExecArray) => CommandOutput;
}

/** Words of Windows' own tools in one language. */
export interface ToolWords {
  readonly noRegistryKey: string;
  readonly osVolume: string;
  readonly dataVolume: string;
  readonly size: string;
  readonly conversionStatus: string;
  readonly percentageEncrypted: string;
  readonly encryptionMethod: string;
  readonly protectionStatus: string;
  readonly bitLockerVersion: string;
  readonly lockStatus: string;
  readonly identification: string;
  readonly automaticUnlock: string;
  readonly unlocked: string;
  readonly unknown: string;
  readonly enabled: string;
  readonly disabled: string;
  readonly keyProtectors: string;
  readonly externalKey: string;
  readonly none: string;
  readonly noneFound: string;
  readonly protectionOn: string;
  readonly protectionOff: string;
  readonly states: Readonly<Record<"decrypted" | "encrypting" | "encrypted" | "decrypting", string>>;
  /** What stands before a fraction's digits. */
  readonly decimalMark: "." | ",";
}

const english: ToolWords = {
  noRegistryKey: "ERROR: The system was unable to find the specified registry key or value.",
  osVolume: "[OS Volume]",
  dataVolume: "[Data Volume]",
  size: "Size:                 ",
  conversionStatus: "Conversion Status:    ",
  percentageEncrypted: "Percentage Encrypted: ",
  encryptionMethod: "Encryption Method:    ",
  protectionStatus: "Protection Status:    ",
  bitLockerVersion: "BitLocker Version:    ",
  lockStatus: "Lock Status:          ",
  identification: "Identification Field: ",
  automaticUnlock: "Automatic Unlock:     ",
  unlocked: "Unlocked",
  unknown: "Unknown",
  enabled: "Enabled",
  disabled: "Disabled",
  keyProtectors: "Key Protectors:",
  externalKey: "External Key",
  none: "None",
  noneFound: "None Found",
  protectionOn: "Protection On",
  protectionOff: "Protection Off",
  states: {
    decrypted: "Fully Decrypted",
    encrypting: "Encryption in Progress",
    encrypted: "Fully Encrypted",
    decrypting: "Decryption in Progress",
  },
  decimalMark: ".",
};

/** Not every word is Microsoft's own: what counts is that none of them is English. */
const languages: Readonly<Record<string, ToolWords>> = {
  de: {
    noRegistryKey: "FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.",
    osVolume: "[Betriebssystemvolume]",
    dataVolume: "[Datenvolume]",
    size: "Größe:                        ",
    conversionStatus: "Konvertierungsstatus:         ",
    percentageEncrypted: "Verschlüsselt (Prozent):      ",
    encryptionMethod: "Verschlüsselungsmethode:      ",
    protectionStatus: "Schutzstatus:                 ",
    bitLockerVersion: "BitLocker-Version:            ",
    lockStatus: "Sperrungsstatus:              ",
    identification: "ID-Feld:                      ",
    automaticUnlock: "Automatische Entsperrung:     ",
    unlocked: "Entsperrt",
    unknown: "Unbekannt",
    enabled: "Aktiviert",
    disabled: "Deaktiviert",
    keyProtectors: "Schlüsselschutzvorrichtungen:",
    externalKey: "Externer Schlüssel",
    none: "Kein",
    noneFound: "Keine gefunden",
    protectionOn: "Der Schutz ist aktiviert.",
    protectionOff: "Der Schutz ist deaktiviert.",
    states: {
      decrypted: "Vollständig entschlüsselt",
      encrypting: "Verschlüsselung wird durchgeführt",
      encrypted: "Vollständig verschlüsselt",
      decrypting: "Entschlüsselung wird durchgeführt",
    },
    decimalMark: ",",
  },
  fr: {
    noRegistryKey: "ERREUR : le système n’a pas pu trouver la clé ou la valeur de Registre spécifiée.",
    osVolume: "[Volume du système d’exploitation]",
    dataVolume: "[Volume de données]",
    size: "Taille :                    ",
    conversionStatus: "État de la conversion :     ",
    percentageEncrypted: "Pourcentage chiffré :       ",
    encryptionMethod: "Méthode de chiffrement :    ",
    protectionStatus: "État de la protection :     ",
    bitLockerVersion: "Version de BitLocker :      ",
    lockStatus: "État du verrouillage :      ",
    identification: "Champ d’identification :    ",
    automaticUnlock: "Déverrouillage automatique : ",
    unlocked: "Déverrouillé",
    unknown: "Inconnu",
    enabled: "Activé",
    disabled: "Désactivé",
    keyProtectors: "Protecteurs de clés :",
    externalKey: "Clé externe",
    none: "Aucune",
    noneFound: "Aucun trouvé",
    protectionOn: "Protection activée",
    protectionOff: "Protection désactivée",
    states: {
      decrypted: "Intégralement déchiffré",
      encrypting: "Chiffrement en cours",
      encrypted: "Intégralement chiffré",
      decrypting: "Déchiffrement en cours",
    },
    decimalMark: ",",
  },
  ja: {
    noRegistryKey: "エラー: 指定されたレジストリ キーまたは値が見つかりませんでした。",
    osVolume: "[OS ボリューム]",
    dataVolume: "[データ ボリューム]",
    size: "サイズ:                     ",
    conversionStatus: "変換状態:                   ",
    percentageEncrypted: "暗号化された割合:           ",
    encryptionMethod: "暗号化の方法:               ",
    protectionStatus: "保護状態:                   ",
    bitLockerVersion: "BitLocker のバージョン:     ",
    lockStatus: "ロック状態:                 ",
    identification: "ID フィールド:              ",
    automaticUnlock: "自動ロック解除:             ",
    unlocked: "ロック解除",
    unknown: "不明",
    enabled: "有効",
    disabled: "無効",
    keyProtectors: "キーの保護機能:",
    externalKey: "外部キー",
    none: "なし",
    noneFound: "見つかりませんでした",
    protectionOn: "保護はオンです",
    protectionOff: "保護はオフです",
    states: {
      decrypted: "暗号化は完全に解除されています",
      encrypting: "暗号化を実行中",
      encrypted: "完全に暗号化されています",
      decrypting: "暗号化の解除を実行中",
    },
    decimalMark: ".",
  },
};

/** The words of `manage-bde` and `reg` by the language of Windows, e.g. `de-DE`; English where the sandbox knows none. */
export const wordsOf = (language: string | undefined): ToolWords =>
  languages[language?.split("-")[0] ?? ""] ?? english;
