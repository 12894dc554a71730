"""New configurations: servers and the trunks between them, as correct and modern as iaxlint knows them."""
