/** A host that the Windows probe tries to reach, and the port. */
export interface ProbedHost {
  readonly host: string;
  readonly port: number;
}

/**
 * What the probe does first: a section never ends the script, and an error is part of its answer, as the type and the number that
 * .NET and WMI give it. Their words are in the language of Windows, and are left out.
 */
const START = String.raw`
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$lines = @()
$sections = 0
$bitLocker = @{}
$diskOf = @{}
function Section($name, $read) {
  "== $name =="
  try { & $read } catch {
    $e = $_.Exception.GetBaseException()
    $number = [Runtime.InteropServices.Marshal]::GetHRForException($e)
    '! {0} {1} {2:X8}' -f $e.GetType().Name, $e.ErrorCode, $number
  }
  $script:sections++
}
function RegistryValues($path) {
  $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path)
  if ($null -eq $key) { return }
  foreach ($name in $key.GetValueNames()) {
    $kind = $key.GetValueKind($name)
    '{0}|{1}|{2}' -f $kind, $(if ($kind -eq 'DWord') { $key.GetValue($name) }), $name
  }
}
function Reach($name, $port) {
  $client = New-Object Net.Sockets.TcpClient
  $open = $false
  try {
    $attempt = $client.BeginConnect($name, $port, $null, $null)
    $open = $attempt.AsyncWaitHandle.WaitOne(5000) -and $client.Connected
  } catch { } finally { $client.Close() }
  '{0}|{1}|{2}' -f $open, $port, $name
}
`;

/**
 * Classes, methods and properties: "Win32_EncryptableVolume class", "Win32_Volume class", "MSFT_Disk class" and "MSFT_Partition class"
 * (Microsoft Learn, read 2026-11-26). Get-WmiObject is in every Windows PowerShell from 2.0 (Windows Server 2008 R2) to 5.1.
 */
const READINGS = String.raw`
$lines += Section 'system' {
  'language|' + [Globalization.CultureInfo]::InstalledUICulture.Name
  'build|' + [Environment]::OSVersion.Version.Build
  'product|' + (Get-WmiObject Win32_OperatingSystem).ProductType
  'domain|' + (Get-WmiObject Win32_ComputerSystem).PartOfDomain
  'cluster|' + ($null -ne [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('Cluster'))
}
$lines += Section 'policy' { RegistryValues 'SOFTWARE\Policies\Microsoft\FVE' }
$lines += Section 'mbam-policy' { RegistryValues 'SOFTWARE\Policies\Microsoft\FVE\MDOPBitLockerManagement' }
$lines += Section 'mbam-agent' {
  @(Get-WmiObject Win32_Service -Filter "Name='MBAMAgent'").Count
}
$lines += Section 'containers' {
  @(Get-WmiObject Win32_OptionalFeature -Filter "Name='Containers' AND InstallState=1").Count
}
$lines += Section 'bitlocker' {
  $security = 'root\cimv2\security\microsoftvolumeencryption'
  $all = @(Get-WmiObject -Namespace $security -Class Win32_EncryptableVolume)
  foreach ($volume in $all) {
    $conversion = $volume.GetConversionStatus()
    $method = $volume.GetEncryptionMethod()
    $protection = $volume.GetProtectionStatus()
    $protectors = $volume.GetKeyProtectors(0)
    $types = @($protectors.VolumeKeyProtectorID | Where-Object { $_ } | ForEach-Object {
      $volume.GetKeyProtectorType($_).KeyProtectorType
    })
    $bitLocker[$volume.DeviceID] = @(
      $conversion.ReturnValue, $conversion.ConversionStatus, $conversion.EncryptionPercentage,
      $method.ReturnValue, $method.EncryptionMethod,
      $protection.ReturnValue, $protection.ProtectionStatus,
      $protectors.ReturnValue, ($types -join '+')
    ) -join ','
  }
  $all.Count
}
$lines += Section 'disks' {
  $storage = 'root\Microsoft\Windows\Storage'
  $partitions = @(Get-WmiObject -Namespace $storage -Class MSFT_Partition)
  foreach ($partition in $partitions) {
    foreach ($path in @($partition.AccessPaths)) { $diskOf["$path"] = $partition.DiskNumber }
  }
  foreach ($disk in @(Get-WmiObject -Namespace $storage -Class MSFT_Disk)) {
    $dynamic = @($partitions | Where-Object { $_.DiskNumber -eq $disk.Number -and ($_.MbrType -eq 66 -or
      $_.GptType -eq '{5808c8aa-7e8f-42e0-85d2-e1e90434cfb3}' -or
      $_.GptType -eq '{af9b60a0-1431-4f62-bc68-3311714a69ad}') }).Count
    '{0}|{1}|{2}|{3}|{4}|{5}' -f $disk.Number, $disk.BusType, $disk.PartitionStyle, $disk.IsOffline,
      $disk.IsClustered, $dynamic
  }
}
$lines += Section 'volumes' {
  foreach ($volume in @(Get-WmiObject Win32_Volume -Filter 'DriveType=2 OR DriveType=3')) {
    $warning = [IO.File]::Exists($volume.Name + 'DATALOSS_WARNING_README.txt')
    '{0}|{1}|{2}|{3}|{4}|{5}|{6}|{7}' -f $volume.BootVolume, $volume.SystemVolume, $warning, $volume.FileSystem,
      $diskOf[$volume.DeviceID], $bitLocker[$volume.DeviceID], $volume.Name, $volume.Label
  }
}
`;

/** Packed, the output stays below Run Command's limit of 4,096 bytes, and brings its own checksum along. */
const END = String.raw`
$lines += "== end $sections =="
$bytes = [Text.Encoding]::UTF8.GetBytes($lines -join [char]10)
$packed = New-Object IO.MemoryStream
$gzip = New-Object IO.Compression.GZipStream($packed, [IO.Compression.CompressionMode]::Compress)
$gzip.Write($bytes, 0, $bytes.Length)
$gzip.Close()
[Convert]::ToBase64String($packed.ToArray())
`;

const linesOf = (text: string): readonly string[] => text.trim().split("\n");

/**
 * The Windows probe, line by line: the one PowerShell script that goes to a guest without a plan. All of it only reads.
 *
 * It asks for numbers, never for words: those are in the language of Windows.
 */
export function windowsProbe(hosts: readonly ProbedHost[]): readonly string[] {
  return [
    ...linesOf(START),
    ...linesOf(READINGS),
    "$lines += Section 'hosts' {",
    ...hosts.map(({ host, port }) => `  Reach '${host}' ${port}`),
    "}",
    ...linesOf(END),
  ];
}

/** Whether a script is the Windows probe, to the letter; only the hosts may be others. */
export function isWindowsProbe(script: readonly string[]): boolean {
  const hosts = script.flatMap((line) => {
    const [, host, port] = /^ {2}Reach '([A-Za-z0-9.-]+)' (\d{1,5})$/.exec(line) ?? [];
    return host === undefined ? [] : [{ host, port: Number(port) }];
  });
  const probe = windowsProbe(hosts);
  return probe.length === script.length && probe.every((line, index) => line === script[index]);
}
