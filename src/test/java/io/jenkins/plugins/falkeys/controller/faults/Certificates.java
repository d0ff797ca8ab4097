package io.jenkins.plugins.falkeys.controller.faults;

import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A certificate authority that Jenkins trusts, and the certificates that it has signed. */
public final class Certificates {

    /** The host that its valid certificates are for. */
    static final String HOST = "localhost";

    private final HeldCertificate authority = authority();

    private static HeldCertificate authority() {
        return new HeldCertificate.Builder().certificateAuthority(0).build();
    }

    /** The client, with trust in this authority. */
    public OkHttpClient trustedBy(OkHttpClient client) {
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(authority.certificate())
                .build();
        return client.newBuilder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
    }

    ServerSocketFactory good(String host) {
        return sockets(signedBy(authority).addSubjectAlternativeName(host).build());
    }

    ServerSocketFactory untrusted() {
        return sockets(signedBy(authority()).addSubjectAlternativeName(HOST).build());
    }

    ServerSocketFactory expired() {
        long now = System.currentTimeMillis();
        return sockets(signedBy(authority)
                .addSubjectAlternativeName(HOST)
                .validityInterval(now - TimeUnit.DAYS.toMillis(2), now - TimeUnit.DAYS.toMillis(1))
                .build());
    }

    private static HeldCertificate.Builder signedBy(HeldCertificate issuer) {
        return new HeldCertificate.Builder().signedBy(issuer);
    }

    private static ServerSocketFactory sockets(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext()
                .getServerSocketFactory();
    }
}
