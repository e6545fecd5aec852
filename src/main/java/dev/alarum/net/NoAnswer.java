package dev.alarum.net;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** Why a host gave no answer, in words for people. */
public final class NoAnswer {
    private NoAnswer() {}

    /** The words for a failure, from its innermost cause that says something. */
    public static String words(@Nullable Throwable failure) {
        if (failure == null) {
            return "no answer";
        }
        Throwable cause = failure;
        boolean tls = false;
        while (true) {
            tls |= cause instanceof SSLException || cause instanceof GeneralSecurityException;
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        if (cause instanceof PinnedCertificates.OtherCertificate) {
            return "refused, " + cause.getMessage();
        }
        if (cause instanceof GeneralSecurityException) {
            return "refused, its certificate is not trusted (" + cause.getMessage() + ")";
        }
        return tls && !(cause instanceof SocketTimeoutException)
                ? "no TLS with it (" + cause.getMessage() + ")"
                : plain(failure, cause);
    }

    /** Whether the host was given up for the certificate it showed. */
    public static boolean isForTheCertificate(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the failure came before anything was asked: the host cannot have done it. */
    public static boolean isBeforeTheRequest(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean noConnection = cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException;
            boolean noTrust = cause instanceof SSLHandshakeException || cause instanceof GeneralSecurityException;
            if (noConnection || noTrust) {
                return true;
            }
        }
        return false;
    }

    private static String plain(Throwable failure, Throwable cause) {
        if (failure instanceof SocketTimeoutException || cause instanceof SocketTimeoutException) {
            return failure.getClass().getSimpleName().startsWith("Connect")
                    ? "no connection within the time"
                    : "no answer within the time";
        }
        if (cause instanceof UnknownHostException) {
            return "its name is not known";
        }
        if (cause instanceof NoRouteToHostException) {
            return "there is no way to it";
        }
        if (cause instanceof ConnectException) {
            return "it takes no connection";
        }
        if (cause instanceof EOFException
                || cause.getClass().getSimpleName().equals("NoHttpResponseException")
                || cause.getClass().getSimpleName().equals("ConnectionClosedException")) {
            return "it closed the connection without an answer";
        }
        return cause.getClass().getSimpleName() + " " + cause.getMessage();
    }
}
