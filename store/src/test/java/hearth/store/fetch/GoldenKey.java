package hearth.store.fetch;

/** A key file and a signature as another program wrote them; the seed is the bytes 0 to 31, so nobody's. */
final class GoldenKey {
    static final String FILE = """
            -----BEGIN OPENSSH PRIVATE KEY-----
            b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQyNTUx
            OQAAACADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuAAAAIge6sgYHurIGAAAAAtzc2gt
            ZWQyNTUxOQAAACADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuAAAAEAAAQIDBAUGBwgJ
            CgsMDQ4PEBESExQVFhcYGRobHB0eHwOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4AAAA
            AAECAwQF
            -----END OPENSSH PRIVATE KEY-----
            """;

    static final String AUTHORIZATION = "AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4:"
            + "0qqwCkoudIBy8WRC95sCBDoSZbgzT1kswsI2He/Dx7eTStYkFntY9Ycf2H3go/rpNeQN7nj3bD/b63CYfJd/AQ==";

    private GoldenKey() {}
}
