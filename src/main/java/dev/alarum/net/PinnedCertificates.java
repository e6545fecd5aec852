package dev.alarum.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificates with these fingerprints and no other; whose name they bear and who signed them does not matter.
 * It extends the extended form so that the JDK adds no judgement of its own about names.
 */
public final class PinnedCertificates extends X509ExtendedTrustManager {
    private final Set<String> fingerprints;
    private final String setting;

    /**
     * Trusts these.
     *
     * @param fingerprints SHA-256, 64 lower-case hex digits each
     * @param setting the setting they come from, for the refusal's text
     */
    private PinnedCertificates(Set<String> fingerprints, String setting) {
        this.fingerprints = Set.copyOf(fingerprints);
        this.setting = setting;
    }

    /**
     * TLS that trusts these.
     *
     * @param fingerprints SHA-256, 64 lower-case hex digits each
     * @param setting the setting they come from, for the refusal's text
     */
    public static SSLContext context(Collection<String> fingerprints, String setting) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedCertificates(Set.copyOf(fingerprints), setting)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot speak TLS", e);
        }
    }

    /** The fingerprint of a certificate: SHA-256, 64 lower-case hex digits. */
    static String fingerprint(X509Certificate certificate) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("this Java cannot compute SHA-256", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        String shown = fingerprint(chain[0]);
        if (!fingerprints.contains(shown)) {
            throw new OtherCertificate("its certificate has the fingerprint " + shown + ", which is not in " + setting
                    + ": somebody is in between, or the certificate was renewed");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this trusts servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /** A certificate that none of the fingerprints belongs to. */
    static final class OtherCertificate extends CertificateException {
        private OtherCertificate(String message) {
            super(message);
        }
    }
}
