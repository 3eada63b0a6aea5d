"""Old Word, WPS, RTF and OpenDocument texts, by way of LibreOffice."""
